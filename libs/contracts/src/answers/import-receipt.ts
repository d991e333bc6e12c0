import { z } from 'zod';
import { rejectionCodes, type RejectionCode } from './ingest-answer';

/** Why an importer could not make an event of a line: such a line is reported to the receipt, never sent. */
export const importerCodes = [
  'broken-quotes',
  'wrong-number-of-columns',
  'not-json',
  'not-text',
  'line-too-long',
  'cut-off',
  'invalid-kind',
  'invalid-id',
  'invalid-time',
  'invalid-value',
  'invalid-money',
] as const;
export type ImporterCode = (typeof importerCodes)[number] | RejectionCode;

const maxLine = 2 ** 31 - 1;
const line = z.number().int().min(1).max(maxLine);

/** Field `import` of a request to `/v1/import`: which line of a file each member of `batch` is, for the receipt. */
export const importedLines = z.object({
  id: z.uuid().transform((id) => id.toLowerCase()),
  /** One for each member of `batch`, in its order. */
  lines: z.array(line),
  /** Lines that the importer could not turn into events. */
  rejected: z
    .array(z.object({ line, code: z.enum([...importerCodes, ...rejectionCodes]) }))
    .max(10_000)
    .default([]),
});
export type ImportedLines = z.output<typeof importedLines>;

/** Every line counts once, however often it was sent; read = stored + duplicate + conflict + rejected + waiting. */
export interface ImportReceipt {
  readonly importId: string;
  /** Id of the source. */
  readonly source: string;
  readonly begunAt: string;
  /** Lines that the importer has reported until now: sent, or found unfit. */
  readonly read: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  /** By the importer, the gateway or the customer repository. */
  readonly rejected: number;
  /** Accepted and on the way to the customer repository, or parked there. */
  readonly waiting: number;
  /** Code -> lines. */
  readonly rejectedBy: Readonly<Record<string, number>>;
}

/** What may become of a line that is not stored. */
export const lineOutcomes = ['rejected', 'conflict', 'duplicate'] as const;
export type LineOutcome = (typeof lineOutcomes)[number];

export interface ImportedLine {
  readonly line: number;
  readonly outcome: LineOutcome;
  /** Of a rejected line. */
  readonly code?: string;
  /** `/admin/rejections/{id}` holds the event as it was sent, for 30 days. */
  readonly rejection?: string;
}

/** What the customer repository answers on /internal/imports/{importId}: what became of the lines that reached it. */
export type SettledLines = Pick<ImportReceipt, 'stored' | 'duplicate' | 'conflict' | 'rejected'>;

/** What became of the events of one source that were received in one hour: received is the sum of the others. */
export interface HourlyReceipt {
  readonly source: string;
  /** ISO 8601, the beginning of the hour (UTC). */
  readonly hour: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}
