import type { RejectionCode } from '@touchstone/contracts';

/** Why one event of a request is not taken. `detail` names fields and limits, never values. */
export class Refusal {
  constructor(
    readonly code: RejectionCode,
    readonly detail: string,
  ) {}
}
