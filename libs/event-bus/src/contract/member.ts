import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { kafkaEventBus } from '../kafka/kafka-event-bus';
import { postgresEventBus } from '../postgres/postgres-event-bus';
import type { MemberTask } from './member-process';
import { numbered } from './sample-messages';

// The program of a member's process: tells each message that its handler is given, and drains on SIGTERM.
const run = async ({ url, brokers, leaseMs, log, group, topics, pauseMs = 0, maxChunk = 500 }: MemberTask) => {
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on('error', () => {});
  const settings = { pool, topics, leaseMs };
  const bus = await (brokers
    ? kafkaEventBus({ ...settings, brokers: brokers.split(',') })
    : postgresEventBus(settings));
  const consumer = await bus.consume({
    group,
    topics,
    maxChunk,
    handle: async (chunk) => {
      const lines = numbered(chunk).map((one, at) => {
        const { partition, offset } = chunk[at] ?? {};
        return `${JSON.stringify({ ...one, partition, offset })}\n`;
      });
      appendFileSync(log, lines.join(''));
      await sleep(pauseMs);
      return [];
    },
  });
  process.once('SIGTERM', () => void consumer.drain().then(() => process.exit(0)));
  process.stdin.resume().once('end', () => process.exit(1)); // nobody is left to stop it
  process.stdout.write('joined\n');
};

void run(JSON.parse(process.argv[2] as string) as MemberTask);
