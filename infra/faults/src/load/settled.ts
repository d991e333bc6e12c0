import { eventually } from '@touchstone/testing';
import { differences } from './compare';
import type { Sent } from './sender';
import type { Told } from './story';

type Request = Parameters<typeof differences>[0];

export interface Receipt {
  readonly source: string;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}

const departments = ['sales-automation'];

/** The sums of the customer repository over all hours and all sources but the departments', whose facts `Sent` does not know. */
export const receiptOf = async (request: Request): Promise<Omit<Receipt, 'source'>> => {
  const { status, body } = await request<{ items: Receipt[] }>('/repository/receipts');
  if (status !== 200) throw new Error(`The receipts were answered with ${status}.`);
  const items = body.items.filter(({ source }) => !departments.includes(source));
  const sum = (of: Exclude<keyof Receipt, 'source'>) => items.reduce((total, item) => total + item[of], 0);
  return { stored: sum('stored'), duplicate: sum('duplicate'), conflict: sum('conflict'), rejected: sum('rejected') };
};

/** Waits until profiles and timelines say exactly what the naive fold of the acknowledged events says. */
export const untilEqual = async (
  request: Request,
  acknowledged: Iterable<Told>,
  timeoutMs = 120_000,
): Promise<void> => {
  const told = [...acknowledged];
  await eventually(
    'profiles and timelines equal the naive fold',
    () => differences(request, told),
    (found) => found.length === 0,
    { timeoutMs, pauseMs: 100 },
  );
};

/** `before` = events that were stored before. Nothing acknowledged is lost, nothing counts twice: receipts, profiles and timelines agree with the sender's notes. */
export const expectKept = async (request: Request, sent: Sent, timeoutMs?: number, before = 0): Promise<void> => {
  const readable = [...sent.acknowledged.values()].filter(({ person }) => !sent.erased.has(person));
  await untilEqual(request, readable, timeoutMs);
  const { stored, duplicate, conflict, rejected } = await eventually(
    'every acknowledged event has its receipt',
    () => receiptOf(request),
    (receipt) => receipt.stored === before + sent.acknowledged.size,
    { pauseMs: 50 },
  );
  expect({ stored: stored - before, conflict, rejected }).toEqual({
    stored: sent.acknowledged.size,
    conflict: 0,
    rejected: 0,
  });
  expect(stored - before + duplicate).toBeLessThanOrEqual(sent.attempts);
};
