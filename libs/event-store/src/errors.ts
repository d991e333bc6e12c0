import type { ExpectedVersion, Position } from './port';

/** The stream is not where the caller expected it; nothing was appended. Read it again and decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedVersion,
    readonly actual: number | 'no-stream',
  ) {
    super(`Stream ${stream} is not as expected: expected ${expected}, found ${actual}.`);
  }
}

/** Ids are taken by other events, or only some of them are known; nothing was appended. */
export class EventIdClash extends Error {
  override readonly name = 'EventIdClash';
  constructor(
    readonly stream: string,
    readonly ids: readonly string[],
  ) {
    super(
      `Events cannot be appended to ${stream}: these ids are already used elsewhere or otherwise: ${ids.join(', ')}.`,
    );
  }
}

/** The store cannot be reached or is overloaded. Whether an append took place is unknown: repeat it with the same ids. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(cause: unknown) {
    const { code } = cause as { code?: unknown };
    super(`The event store is unavailable${typeof code === 'string' ? ` (${code})` : ''}; try again.`, { cause });
  }
}

/** A position that this store never reached, as after a restore from a backup: what was built up to it is not in the log. */
export class PositionBeyondStore extends Error {
  override readonly name = 'PositionBeyondStore';
  constructor(
    readonly position: Position,
    readonly end: Position,
  ) {
    super(
      `Position ${position} lies beyond the end of the store (${end || 'empty'}): the store was restored to an earlier state. ` +
        `Rebuild whatever follows from this position.`,
    );
  }
}

/** The call breaks a rule of the port (sizes, names, ids); nothing was appended. The text names the rule, never the data. */
export class InvalidAppend extends Error {
  override readonly name = 'InvalidAppend';
}
