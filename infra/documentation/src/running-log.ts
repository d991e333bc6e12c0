import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partitionCount, touchpointsTopic } from '@touchstone/contracts';
import { postgresEventBus, type EventBus } from '@touchstone/event-bus';
import { postgresEventStore, startOfStore } from '@touchstone/event-store';
import { Pool } from 'pg';
import type { Placed } from './message-contract';

const poolOf = async (dataDir: string): Promise<Pool> => {
  const folder = join(dataDir, 'postgres-log');
  const port = Number((await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', password, database: 'log', max: 4 });
  return pool.on('error', () => {});
};

/** Everything that lies on the topic, read by a group of its own from its beginning. */
const messagesOf = async (bus: EventBus, topic: string): Promise<Placed[]> => {
  const heads = await bus.heads(topic);
  const wanted = [...heads.values()].reduce((sum, head) => sum + head, 0);
  const found: Placed[] = [];
  await new Promise<void>((resolve, reject) => {
    const partitions = Array.from({ length: partitionCount }, (_, index) => `${topic}/${index}`);
    const consuming = bus.consume({
      group: 'documentation',
      topics: [topic],
      resumeAt: async () => new Map(partitions.map((name) => [name, 0])),
      handle: async (messages) => {
        found.push(...messages.map(({ event }) => ({ address: topic, event })));
        if (found.length >= wanted) resolve();
        return [];
      },
    });
    consuming.catch(reject);
  });
  return found;
};

/** Every event of a running product with embedded servers: those on the bus, and those in its store. */
export const everyEvent = async (dataDir: string): Promise<{ bus: Placed[]; store: Placed[] }> => {
  const pool = await poolOf(dataDir);
  const bus = await postgresEventBus({ pool });
  const store = await postgresEventStore({ pool });
  try {
    const { events } = await store.readAll({ after: startOfStore, limit: 10_000 });
    return {
      bus: await messagesOf(bus, touchpointsTopic),
      store: events.map(({ stream, ...event }) => ({ address: stream, event })),
    };
  } finally {
    await bus.close();
    await store.close();
    await pool.end();
  }
};
