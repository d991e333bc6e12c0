/** Somebody else holds the slot now; what this owner was about to write must not be kept. */
export class LeaseLost extends Error {
  constructor(
    readonly subscription: string,
    readonly slot: number,
    why = 'another owner took it over',
  ) {
    super(`The lease of slot ${slot} of ${subscription} is lost: ${why}.`);
    this.name = 'LeaseLost';
  }
}

/** The server forgot commits (it crashed before its disk had them, or a replica took its place): begin again from there. */
export class CheckpointFellBack extends LeaseLost {
  constructor(subscription: string, slot: number, position: string) {
    super(
      subscription,
      slot,
      `the server has its checkpoint at ${position || 'the beginning'}, before what was committed`,
    );
    this.name = 'CheckpointFellBack';
  }
}

/** Slots are to stand at one position for a moment, and this one must not pass it. */
export class SlotStopped extends Error {
  constructor(
    readonly subscription: string,
    readonly slot: number,
    readonly at: string,
  ) {
    super(`Slot ${slot} of ${subscription} has to stand at ${at || 'the beginning'} for a moment.`);
    this.name = 'SlotStopped';
  }
}

/** The checkpoint is not where this owner thought: an earlier commit of its own went through, or it would go back. */
export class CheckpointMoved extends Error {
  constructor(
    readonly subscription: string,
    readonly slot: number,
    readonly position: string,
  ) {
    super(`The checkpoint of slot ${slot} of ${subscription} stands at ${position} already.`);
    this.name = 'CheckpointMoved';
  }
}
