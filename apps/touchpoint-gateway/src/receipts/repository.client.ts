import type { HourlyReceipt, ImportedLine, LineOutcome, SettledLines } from '@touchstone/contracts';
import { problem } from '@touchstone/service-host';
import type { HoursAsked } from './rejected-events.tables';

/** What the customer repository knows of what the gateway has passed on. */
export interface Settled {
  ofImport(importId: string): Promise<SettledLines>;
  /** In the order of lines. */
  lines(importId: string, asked: LinesAsked): Promise<readonly ImportedLine[]>;
  /** Newest hour first. */
  perHour(asked: HoursAsked): Promise<readonly HourlyReceipt[]>;
}

export interface LinesAsked {
  readonly outcomes: readonly LineOutcome[];
  /** Only lines behind this one. */
  readonly after: number;
  readonly limit: number;
}

const patienceMs = 5_000;

const unknown = () =>
  problem(
    503,
    'What became of the events cannot be asked for right now, because the customer repository does not answer.',
    {
      headers: { 'retry-after': '1' },
    },
  );

const queryOf = (asked: object): string =>
  String(new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== undefined)));

/** Asks the customer repository. The key is of an analyst or above; without one the repository must be on this machine. */
export const settledOver = (address: string | undefined, key?: string): Settled => {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const ask = async <T>(path: string): Promise<T> => {
    if (address === undefined)
      throw problem(503, 'Receipts need the address of the customer repository: set REPOSITORY_URL of the gateway.');
    const answer = await fetch(new URL(path, address), { headers, signal: AbortSignal.timeout(patienceMs) }).catch(
      () => undefined,
    );
    if (!answer?.ok) throw unknown();
    return (await answer.json()) as T;
  };
  return {
    ofImport: (importId) => ask(`/internal/imports/${importId}`),
    lines: (importId, { outcomes, after, limit }) =>
      ask(`/internal/imports/${importId}/lines?${queryOf({ outcomes: outcomes.join(','), after, limit })}`),
    perHour: (asked) => ask(`/internal/receipts?${queryOf(asked)}`),
  };
};
