import type { ImporterCode } from '@touchstone/contracts';

/** Why no event can be made of a line. The detail names columns, never what stands in them. */
export class Misfit {
  constructor(
    readonly code: ImporterCode,
    readonly detail: string,
  ) {}
}

/** An event as it is sent to /v1/import. */
export type ImportEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a line of the file became; a record of several lines has the number of its first. */
export interface Outcome {
  readonly line: number;
  readonly event: ImportEvent | Misfit;
  /** Of the record's text, in characters. */
  readonly length: number;
}
