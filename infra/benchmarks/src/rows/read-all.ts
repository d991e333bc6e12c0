import { postgresEventStore, startOfStore } from '@touchstone/event-store';
import { Pool } from 'pg';
import type { Bench, Round, Row } from '../harness/row';
import { freshIdentity, sampleTouchpoint } from '../plain/sample-touchpoints';

const storedIn = ({ quick }: Bench): number => (quick ? 1_000 : 100_000);
const pageSize = 1_000;

/** Reads from the start, again and again, page by page, until the time is over. */
const readFor = async (
  ms: number,
  page: (after: string) => Promise<{ count: number; next: string; end: boolean }>,
): Promise<Round> => {
  const latencies: number[] = [];
  const until = performance.now() + ms;
  let count = 0;
  for (let after = startOfStore, began = performance.now(); began < until;) {
    const read = await page(after);
    count += read.count;
    after = read.end ? startOfStore : read.next;
    latencies.push(performance.now() - began);
    began = performance.now();
  }
  return { count, latencies };
};

export const readAll: Row = {
  name: 'read.all',
  what: `100 000 events in order, pages of ${pageSize}, one reader.`,
  unit: 'events',
  open: async (bench) => {
    const pool = new Pool({ connectionString: await bench.database(), max: 8 });
    const store = await postgresEventStore({ pool });
    for (let written = 0; written < storedIn(bench); written += 1_000) {
      const appends = Array.from({ length: 100 }, () => {
        const identity = freshIdentity();
        const events = Array.from({ length: 10 }, () => sampleTouchpoint(identity));
        return { stream: `identity-${identity}`, events, expected: 'no-stream' as const };
      });
      await store.appendMany(appends);
    }
    await pool.query('VACUUM ANALYZE store.events');
    const ours = async (after: string) => {
      const { events, next, caughtUp } = await store.readAll({ after, limit: pageSize });
      return { count: events.length, next, end: caughtUp };
    };
    const text = `SELECT * FROM store.events WHERE (epoch, txid, global_position) > ($1::smallint, $2::xid8, $3::bigint)
      ORDER BY epoch, txid, global_position LIMIT ${pageSize}`;
    const plain = async (after: string) => {
      const values = after === startOfStore ? ['0', '0', '0'] : after.split('-');
      const { rows } = await pool.query({ name: 'keyset', text, values });
      const last = rows.at(-1);
      return {
        count: rows.length,
        next: `${last?.epoch}-${last?.txid}-${last?.global_position}`,
        end: rows.length < pageSize,
      };
    };
    return {
      contenders: [
        { name: 'Touchstone', round: (ms) => readFor(ms, ours) },
        { name: 'plain keyset SELECT', target: 0.8, round: (ms) => readFor(ms, plain) },
      ],
      close: async () => {
        await store.close();
        await pool.end();
      },
    };
  },
};
