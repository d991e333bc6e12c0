export type RebuildRefusal =
  | 'unknown-projection'
  | 'unknown-version'
  | 'unknown-build'
  | 'wrong-state'
  | 'not-level'
  | 'not-compared'
  | 'must-equal'
  | 'not-accepted'
  | 'busy';

/** What was asked for cannot be done as things stand; the message says what would have to be done first. */
export class RebuildRefused extends Error {
  constructor(
    readonly code: RebuildRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'RebuildRefused';
  }
}
