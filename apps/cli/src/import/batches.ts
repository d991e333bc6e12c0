import { ingestLimits } from '@touchstone/contracts';
import { isTooLarge } from './check-event';
import { Misfit, type Outcome } from './misfit';

/** What one request carries: events as JSON text, and the lines of which no event could be made. */
export interface Batch {
  readonly lines: readonly number[];
  readonly events: readonly string[];
  readonly misfits: readonly { readonly line: number; readonly code: string }[];
  /** Everything up to this line is in this batch or in one before it. */
  readonly through: number;
}

// Far below what a request may carry: the text of a batch, its body and its bytes stand in memory together, for each
// request in flight, and larger ones are no faster. One event of 256 KiB still fits.
const maxBytes = 1 << 20;
const maxMisfits = 5_000;
const tooLarge = new Misfit('too-large', 'The event is larger than 256 KiB.');

/** Fills batches within the limits of a request. */
export const batches = (onMisfit: (line: number, misfit: Misfit) => void) => {
  let lines: number[] = [];
  let events: string[] = [];
  let misfits: { line: number; code: string }[] = [];
  let bytes = 0;
  let through = 0;
  const take = (): Batch | undefined => {
    if (events.length + misfits.length === 0) return undefined;
    const batch = { lines, events, misfits, through };
    [lines, events, misfits, bytes] = [[], [], [], 0];
    return batch;
  };
  const refuse = (line: number, misfit: Misfit): void => {
    onMisfit(line, misfit);
    misfits.push({ line, code: misfit.code });
  };
  const put = (line: number, text: string): Batch | undefined => {
    const size = Buffer.byteLength(text) + 1;
    const isFull = events.length === ingestLimits.batchEvents || bytes + size > maxBytes;
    const full = isFull ? take() : undefined;
    lines.push(line);
    events.push(text);
    bytes += size;
    return full;
  };
  return {
    /** A batch that is full without this line, if so. */
    add: ({ line, event, length }: Outcome): Batch | undefined => {
      let full: Batch | undefined;
      if (event instanceof Misfit) refuse(line, event);
      else if (isTooLarge(event, length)) refuse(line, tooLarge);
      else full = put(line, JSON.stringify(event));
      through = line;
      return full ?? (misfits.length >= maxMisfits ? take() : undefined);
    },
    rest: take,
  };
};

/** The body of the request. */
export const bodyOf = (importId: string, { lines, events, misfits }: Batch): string =>
  `{"import":${JSON.stringify({ id: importId, lines, rejected: misfits })},"batch":[${events.join(',')}]}`;
