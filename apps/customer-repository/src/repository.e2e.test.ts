import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  customerIdOf,
  customerStream,
  eventIdOf,
  identityStream,
  mergeInstructed,
  touchpointsTopic,
  type WireEvent,
} from '@touchstone/contracts';
import { postgresEventBus, type EventBus } from '@touchstone/event-bus';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { openVault } from '@touchstone/personal-data';
import { eventually, spawnService, testDatabase, type Service, type TestDatabase } from '@touchstone/testing';
import { v7 } from 'uuid';
import { crashPoints, type CrashPoint } from './crash-points';

// Compiled by the build: only a process of its own can be killed.
const script = join(__dirname, '../dist/main.js');
const source = '22222222-2222-4222-8222-222222222222';
const secrets = {
  PEPPER: randomBytes(32).toString('hex'),
  DIGEST_SECRET: randomBytes(32).toString('hex'),
  WRAPPING_KEY: randomBytes(32).toString('hex'),
};
const steward = 'a-steward';

let log: TestDatabase;
let keys: TestDatabase;
let bus: EventBus;
let store: EventStore;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  await log.pool.query(
    `CREATE SCHEMA access; CREATE TABLE access.api_keys (id uuid PRIMARY KEY, key_hash bytea, name text, role text, revoked_at timestamptz)`,
  );
  await log.pool.query(`INSERT INTO access.api_keys VALUES ($1, $2, 'x', 'steward')`, [
    v7(),
    createHash('sha256').update(steward).digest(),
  ]);
  bus = await postgresEventBus({ pool: log.pool, topics: [touchpointsTopic] });
  store = await postgresEventStore({ pool: log.pool });
});
afterAll(async () => {
  await bus.close();
  await store.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const run = (crash?: CrashPoint): Promise<Service> =>
  spawnService(script, {
    env: {
      ...secrets,
      LOG_DATABASE_URL: log.url,
      KEYS_DATABASE_URL: keys.url,
      PORT: '0',
      LEASE_MS: '800',
      LOG_LEVEL: 'error',
      NODE_ENV: 'test',
      ...(crash && { CRASH_AT: crash }),
    },
    // One that dies while it starts has no address to tell.
    ...(crash?.startsWith('instruction') || crash?.startsWith('erasure') || !crash ? { ready: /listens on/ } : {}),
  });
const addressOf = (service: Service) => /http:\S+/.exec(service.output())?.[0] as string;
const post = (service: Service, path: string, body: object) =>
  fetch(`${addressOf(service)}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${steward}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const identity = (name: string) => Buffer.from(name.padEnd(16, '.')).toString('hex').slice(0, 32);
const fact = (emitterId: string, subjects: string[], content = emitterId): WireEvent => ({
  id: eventIdOf(source, emitterId),
  type: 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data: '{}',
  metadata: {
    source,
    time: '2026-03-01T10:20:30.000Z',
    receivedAt: '2026-03-01T10:20:31.000Z',
    participants: subjects.map((name) => `subject:email:${identity(name)}`),
    digest: createHash('sha256').update(content).digest('hex').slice(0, 32),
  },
});

let round = 0;
/** Ten people of two addresses each; every event twice, one with another content. */
const publishRound = async (): Promise<void> => {
  round += 1;
  const events = Array.from({ length: 10 }, (_, person) =>
    fact(`${round}/${person}`, [`${round}a${person}`, `${round}b${person}`]),
  );
  const sent = [...events, ...events, fact(`${round}/0`, [`${round}a0`, `${round}b0`], 'changed')];
  await bus.publish(
    sent.map((event) => ({
      topic: touchpointsTopic,
      key: event.metadata.participants[0]?.slice(-32) as string,
      event,
    })),
  );
};

const totals = async () => {
  const { rows } = await log.pool.query(
    `SELECT sum(stored)::int AS stored, sum(duplicate)::int AS duplicate, sum(conflict)::int AS conflict, sum(rejected)::int AS rejected FROM inbox.receipts`,
  );
  return rows[0] as Record<string, number>;
};
const level = async () => {
  const expected = { stored: round * 10, duplicate: round * 10, conflict: round, rejected: 0 };
  await eventually(
    'receipts reconcile with what was sent',
    totals,
    (found) => JSON.stringify(found) === JSON.stringify(expected),
  );
  const { rows } = await log.pool.query<{ last: string }>('SELECT max(position) AS last FROM inbox.marks');
  const position = async () =>
    ((await log.pool.query('SELECT position FROM resolver.slots')).rows[0] as { position: string }).position;
  await eventually('the resolver is level', position, (at) => at >= (rows[0]?.last as string));
};

const expectEverythingOnce = async () => {
  for (let of = 1; of <= round; of++)
    for (let person = 0; person < 10; person++) {
      const [a, b] = [`${of}a${person}`, `${of}b${person}`].map(identity) as [string, string];
      const { events } = await store.readStream(identityStream(a));
      expect(events.map(({ id }) => id)).toEqual([eventIdOf(source, `${of}/${person}`)]);
      const decisions = (await store.readStream(customerStream(customerIdOf(a)))).events;
      const joined = decisions.flatMap(({ data }) =>
        (JSON.parse(data) as { joined: { identity: string }[] }).joined.map((one) => one.identity),
      );
      expect(joined).toEqual([b]);
    }
  const { rows } = await log.pool.query(
    'SELECT count(*)::int AS customers FROM (SELECT DISTINCT customer FROM resolver.identities) c',
  );
  expect(rows).toEqual([{ customers: round * 10 }]);
};

describe('a repository process that is killed', () => {
  const ofTheRoad = crashPoints.filter((point) => point.startsWith('inbox') || point.startsWith('resolver'));

  it.each(ofTheRoad)('at %s, does so while it works', async (point) => {
    await publishRound();
    const dying = await run(point);
    await expect(dying.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
  });

  it('at each of them in turn: the next process loses nothing and does nothing twice', async () => {
    const last = await run();
    await level();
    await expectEverythingOnce();
    await expect(last.kill()).resolves.toMatchObject({ code: 0 });
  });

  it('after an instruction is recorded: the next process decides it', async () => {
    await publishRound();
    const dying = await run('instruction.appended');
    await level();
    const [one, other] = [0, 1].map((person) => customerIdOf(identity(`${round}a${person}`))) as [string, string];
    await post(dying, '/customers/merge', { customers: [one, other], reason: 'same' }).catch(() => {});
    await expect(dying.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
    const next = await run();
    const { events } = await store.readAll({ after: '', filter: { categories: ['instruction'] } });
    expect(events.map(({ type }) => type)).toEqual([mergeInstructed.type]);
    const customersNow = async () =>
      (
        await log.pool.query('SELECT DISTINCT customer FROM resolver.identities WHERE own_customer = ANY($1)', [
          [one, other],
        ])
      ).rowCount;
    await eventually('they are one', customersNow, (count) => count === 1);
    await next.kill();
  });

  it.each(crashPoints.filter((point) => point.startsWith('erasure')))(
    'in the middle of an erasure (%s): the next process finishes it',
    async (point) => {
      const vault = await openVault({
        pool: keys.pool,
        wrappingKey: Buffer.from(secrets.WRAPPING_KEY, 'hex'),
        cacheMs: 0,
      });
      await publishRound();
      const dying = await run(point);
      await level();
      const people = [`${round}a3`, `${round}b3`].map(identity);
      await vault.sealingKeys(people);
      await post(dying, `/customers/${customerIdOf(people[0] as string)}/erasure`, { basis: 'a request' }).catch(
        () => {},
      );
      await expect(dying.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
      const next = await run();
      const erased = async () =>
        (
          await Promise.all(
            people.map(
              async (one) =>
                (await store.readStream(identityStream(one))).events.filter(
                  ({ type }) => type === 'privacy.identity.erased',
                ).length,
            ),
          )
        ).join();
      await eventually('both identities are erased, once', erased, (counts) => counts === '1,1');
      expect(await vault.livingKeys(people)).toEqual([]);
      await next.kill();
      await vault.close();
    },
    300_000,
  );
});
