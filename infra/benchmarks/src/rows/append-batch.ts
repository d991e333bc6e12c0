import { postgresEventStore, type Append } from '@touchstone/event-store';
import { Pool } from 'pg';
import { callFor } from '../harness/callers';
import type { Row } from '../harness/row';
import { insertMany, makePlainEvents } from '../plain/plain-events';
import { freshIdentity, sampleTouchpoint } from '../plain/sample-touchpoints';

const batch = 200;
const callers = 4;

const freshBatch = (perStream: number): Append[] =>
  Array.from({ length: batch / perStream }, () => {
    const identity = freshIdentity();
    const events = Array.from({ length: perStream }, () => sampleTouchpoint(identity));
    return { stream: `identity-${identity}`, events, expected: 'no-stream' };
  });

const appendBatch = (perStream: number, target: number): Row => ({
  name: `append.batch.${perStream}`,
  what: `batches of ${batch} events, ${perStream} a stream, ${callers} callers.`,
  unit: 'events',
  open: async (bench) => {
    const pool = new Pool({ connectionString: await bench.database(), max: 8 });
    const store = await postgresEventStore({ pool });
    await makePlainEvents(pool);
    const ours = async () => {
      const results = await store.appendMany(freshBatch(perStream));
      if (results.some(({ status }) => status !== 'appended')) throw new Error('An append of the bench was refused.');
      return batch;
    };
    const plain = async () => {
      const rows = freshBatch(perStream).flatMap(({ stream, events }) =>
        events.map((event, version) => ({ stream, version, event })),
      );
      await insertMany(pool, rows);
      return batch;
    };
    return {
      contenders: [
        { name: 'Touchstone', round: (ms) => callFor(ms, callers, ours) },
        { name: 'plain multi-row INSERT', target, round: (ms) => callFor(ms, callers, plain) },
      ],
      close: async () => {
        await store.close();
        await pool.end();
      },
    };
  },
});

export const appendBatchOf20 = appendBatch(20, 0.8);
export const appendBatchOf1 = appendBatch(1, 0.7);
