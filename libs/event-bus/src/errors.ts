/** Nothing is known to be stored: publish again later. Sending the same events again is harmless. */
export class BusUnavailable extends Error {
  constructor(
    cause: unknown,
    /** What a person should look at, where there is a suspicion. */
    readonly remedy?: string,
  ) {
    super(remedy ?? 'The event bus cannot be reached; nothing was acknowledged.', { cause });
    this.name = 'BusUnavailable';
  }
}

/** The brokers answer and refuse this client. Until a person has changed what the message says, the bus is unavailable. */
export class BusForbidden extends BusUnavailable {
  constructor(remedy: string, cause: unknown) {
    super(cause, remedy);
    this.name = 'BusForbidden';
  }
}

/** Too much waits to be published already: nothing of this call was taken. */
export class BusSaturated extends Error {
  constructor(
    readonly waitingMessages: number,
    readonly waitingBytes: number,
  ) {
    super(
      `The event bus takes no more for now: ${waitingMessages} messages (${waitingBytes} bytes) wait to be stored.`,
    );
    this.name = 'BusSaturated';
  }
}

/** A topic that nobody declared, a partition count that differs from the topic's, a key or text that cannot be carried. */
export class BusRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'BusRefused';
  }
}
