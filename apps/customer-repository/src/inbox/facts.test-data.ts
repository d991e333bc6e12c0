import { eventIdOf, touchpointsTopic, type WireEvent } from '@touchstone/contracts';
import type { BusMessage } from '@touchstone/event-bus';
import type { AtCrashPoint, CrashPoint } from '../crash-points';
import type { Database } from '../database.tables';

/** Each test has a source and people of its own, so that they can share one database. */
let run = 100;
let source = '';
export const nextSource = (): string => {
  run += 1;
  source = `11111111-1111-4111-8111-111111111${run}`;
  return source;
};
export const person = (name: string): string =>
  Buffer.from(`${run}${name}`.padEnd(16, '.')).toString('hex').slice(0, 32);
const digestOf = (text: string) => Buffer.from(text.padEnd(16, '.')).toString('hex');

export const fact = (
  emitterId: string,
  who: string,
  content = emitterId,
  more: Partial<WireEvent['metadata']> = {},
): WireEvent => ({
  id: eventIdOf(source, emitterId),
  type: 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data: `{"kind": "track",  "n": 1.0, "content": "${content}"}`,
  metadata: {
    source,
    time: '2026-03-01T10:20:30.000Z',
    receivedAt: '2026-03-01T10:59:00.000Z',
    participants: [`subject:user_id:${person(who)}`],
    digest: digestOf(content),
    ...more,
  },
});

const offsets = new Map<string, number>();
export const message = (event: WireEvent, place: Partial<BusMessage> = {}): BusMessage => {
  const partition = place.partition ?? 103;
  const topic = place.topic ?? touchpointsTopic;
  const offset = place.offset ?? offsets.get(`${topic}/${partition}`) ?? 0;
  offsets.set(`${topic}/${partition}`, offset + 1);
  return { topic, partition, offset, key: event.metadata?.participants?.[0]?.slice(-32) ?? 'unknown', event, ...place };
};

export type Receipts = Record<'stored' | 'duplicate' | 'conflict' | 'rejected', number>;
export const receiptsIn = async (pool: Database): Promise<Receipts> => {
  const { rows } = await pool.query<Receipts>(
    `SELECT sum(stored)::int AS stored, sum(duplicate)::int AS duplicate, sum(conflict)::int AS conflict,
      sum(rejected)::int AS rejected FROM inbox.receipts`,
  );
  return rows[0] as Receipts;
};

export class Killed extends Error {}
export const dyingAt =
  (point: CrashPoint): AtCrashPoint =>
  (reached) => {
    if (reached === point) throw new Killed(point);
  };
