import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import type { Pool } from 'pg';
import { bodyOf, sender, serveGateway, someOf } from './gateway';
import type { LogServer } from './log-server';
import { serveRepository, untilDecided } from './repository';

const batch = 100;

/** Fills a log through gateway and repository, until every decision is made; nobody follows it any more. */
export const fillLog = async (log: LogServer, pool: Pool, events: number, people: number): Promise<void> => {
  const writeKey = randomBytes(16).toString('hex');
  const [gateway, repository] = [await serveGateway(log, writeKey), await serveRepository(log)];
  const agent = new Agent({ keepAlive: true });
  const send = sender(gateway.url, writeKey, agent);
  for (let sent = 0; sent < events; sent += batch) await send(bodyOf(batch, someOf(people)), batch);
  await untilDecided(pool, events).finally(() => agent.destroy());
  await Promise.all([gateway.stop(), repository.stop()]);
  await pool.query('VACUUM ANALYZE store.events');
};
