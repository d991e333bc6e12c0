import {
  customerIdOf,
  customerStream,
  firstRules,
  identityStream,
  mergeInstructed,
  splitInstructed,
  type ResolutionRules,
  type WireEvent,
} from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { createLog } from '@touchstone/service-host';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import * as fc from 'fast-check';
import { noCrash, type AtCrashPoint, type CrashPoint } from '../crash-points';
import { changeOf, fact, id, instruction, named, nextWorld, positionIn } from './facts.test-data';
import { naive } from './naive.test-data';
import { resolverMigrations } from './resolver.tables';
import { runResolver } from './resolver.worker';
import { people, script, tightRules, type Step } from './scripts.test-data';

const log = Object.assign(createLog('test'), { level: 'silent' });

let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.pool, 'resolver', resolverMigrations);
  store = await postgresEventStore({ pool: database.pool });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

let world = 0;
beforeEach(() => (world = nextWorld()));
const record = (event: WireEvent) =>
  append(identityStream(event.metadata.participants[0]?.slice(-32) as string), event);
const instruct = async (...wish: Parameters<typeof instruction>) => {
  const event = instruction(...wish);
  await append(`instruction-${event.id}`, event);
  return event.id;
};
const changeRules = (rules: ResolutionRules) => append('rules-resolution', changeOf(rules));

const position = () => positionIn(database.pool);
// Not the watermark: transactions of other tests on this server may hold it before what was just appended.
let recorded = '';
const append = async (stream: string, event: WireEvent): Promise<void> => {
  const { position: at } = await store.append(stream, [event], 'any');
  if (at > recorded) recorded = at;
};
const level = () => eventually('the resolver is level', position, (at) => at >= recorded).then(() => {});
const withResolver = async (work: () => Promise<void>, atCrashPoint: AtCrashPoint = noCrash, pageSize = 1000) => {
  const resolver = runResolver({ pool: database.pool, store, owner: `test-${world}`, log, atCrashPoint, pageSize });
  await work().finally(() => resolver.stop());
};
const customerOf = async (participant: string): Promise<string> => {
  const text = 'SELECT customer FROM resolver.identities WHERE identity = $1';
  const { rows } = await database.pool.query<{ customer: string }>(text, [id(participant)]);
  return rows[0]?.customer ?? customerIdOf(id(participant));
};
const customersOf = (all: readonly string[]) => Promise.all(all.map(customerOf));
const decisions = async (customer: string) => (await store.readStream(customerStream(customer))).events;

describe('the resolver', () => {
  it('links the subjects of an event, and names the customer after the identity that was recorded first', async () => {
    const [device, user] = [named('device_id', 'd'), named('user_id', 'u')];
    const [mail, payer] = [named('email', 'm'), named('user_id', 'p')];
    await record(fact([device]));
    await record(fact([mail]));
    const cause = fact([user, mail, device], undefined, [`payer:${payer}`]);
    await record(cause);
    await withResolver(level);
    const customer = customerIdOf(id(device));
    expect(new Set(await customersOf([device, user, mail]))).toEqual(new Set([customer]));
    expect(await customerOf(payer)).toBe(customerIdOf(id(payer)));
    const [event, ...more] = await decisions(customer);
    expect(more).toEqual([]);
    expect(event?.type).toBe('identity.customer.linked');
    expect(event?.metadata.causationId).toBe(cause.id);
    const data = JSON.parse(event?.data as string) as { joined: { identity: string }[]; aliasesAdded: string[] };
    expect(data.joined.map(({ identity }) => identity).sort()).toEqual([id(user), id(mail)].sort());
    expect(data.aliasesAdded.sort()).toEqual([customerIdOf(id(user)), customerIdOf(id(mail))].sort());
  });

  it('says nothing more when the same people meet again', async () => {
    const [a, b] = [named('user_id', 'a'), named('email', 'b')];
    await record(fact([a, b]));
    await withResolver(level);
    await record(fact([a, b], '2026-02-01T00:00:00.000Z'));
    await withResolver(level);
    expect(await decisions(await customerOf(a))).toHaveLength(1);
  });

  it('merges two customers when two links join the same people at the same moment from two streams', async () => {
    const [a, b, c, d] = [named('email', 'a'), named('phone', 'b'), named('email', 'c'), named('phone', 'd')];
    await record(fact([a, b]));
    await record(fact([c, d]));
    await withResolver(
      async () => {
        await level();
        await Promise.all([record(fact([a, d])), record(fact([c, b]))]);
        await level();
      },
      noCrash,
      1,
    );
    expect(new Set(await customersOf([a, b, c, d]))).toEqual(new Set([customerIdOf(id(a))]));
    const [, merged] = await decisions(customerIdOf(id(a)));
    expect(merged?.type).toBe('identity.customer.merged');
  });

  it('splits, keeps apart what evidence says again, and links again when a person merges', async () => {
    const [a, b] = [named('user_id', 'a'), named('email', 'b')];
    await record(fact([a, b]));
    await withResolver(level);
    await instruct(splitInstructed, [a], [b]);
    await record(fact([a, b], '2025-01-01T00:00:00.000Z'));
    await withResolver(level);
    expect(await customersOf([a, b])).toEqual([customerIdOf(id(a)), customerIdOf(id(b))]);
    await instruct(mergeInstructed, [a], [b]);
    await withResolver(level);
    expect(new Set(await customersOf([a, b]))).toEqual(new Set([customerIdOf(id(a))]));
  });

  it('notes the rule that refused a merge', async () => {
    const many = Array.from({ length: 300 }, (_, index) => named('device_id', `d${index}`));
    const others = Array.from({ length: 300 }, (_, index) => named('device_id', `e${index}`));
    await instruct(mergeInstructed, many.slice(0, 1), many.slice(1));
    await instruct(mergeInstructed, others.slice(0, 1), others.slice(1));
    const refused = await instruct(mergeInstructed, many, others);
    await withResolver(level);
    const { rows } = await database.pool.query('SELECT refused_by FROM resolver.instructions WHERE id = $1', [refused]);
    expect(rows).toEqual([{ refused_by: 'max-identities' }]);
  });

  it.each([
    'resolver.decided',
    'resolver.intended',
    'resolver.appended',
    'resolver.before-commit',
    'resolver.committed',
  ] as const)(
    'decides once what it died over at %s, also when more has arrived meanwhile',
    async (point: CrashPoint) => {
      const [a, b, c, d] = [named('user_id', 'a'), named('email', 'b'), named('phone', 'c'), named('email', 'd')];
      await record(fact([a, b]));
      await record(fact([b, c]));
      let deaths = 0;
      const dying: AtCrashPoint = (reached) => {
        if (reached === point && deaths++ === 0) throw new Error('killed');
      };
      const died = eventually(
        'a death',
        () => deaths,
        (count) => count > 0,
      );
      const resolver = runResolver({ pool: database.pool, store, owner: 'one', log, atCrashPoint: dying });
      await died;
      await resolver.stop();
      await record(fact([a, d]));
      await record(fact([c, d]));
      await withResolver(level);
      const customer = customerIdOf(id(a));
      expect(await customersOf([a, b, c, d])).toEqual([customer, customer, customer, customer]);
      const told = (await decisions(customer)).flatMap(({ data }) =>
        (JSON.parse(data) as { joined: { identity: string }[] }).joined.map(({ identity }) => identity),
      );
      expect([...told].sort()).toEqual([id(b), id(c), id(d)].sort());
    },
  );

  it('recomputes everybody when the rules change, also when it dies over it', async () => {
    const kiosk = named('device_id', 'kiosk');
    const users = Array.from({ length: 4 }, (_, index) => named('user_id', `u${index}`));
    for (const user of users) await record(fact([user, kiosk]));
    await withResolver(level);
    expect(await customersOf(users)).toEqual([
      customerIdOf(id(users[0] as string)),
      ...users.slice(1).map((one) => customerIdOf(id(one))),
    ]);
    await changeRules({ ...firstRules, version: 2, limits: {} });
    let deaths = 0;
    const dying: AtCrashPoint = (reached) => {
      if (reached === 'resolver.appended' && deaths++ === 0) throw new Error('killed');
    };
    await withResolver(level, dying);
    expect(deaths).toBeGreaterThan(0);
    expect(new Set(await customersOf(users)).size).toBe(1);
    await changeRules({ ...firstRules, version: 3, limits: {}, maxPartners: 3 });
    await withResolver(level);
    expect(new Set(await customersOf(users)).size).toBe(4);
    await changeRules({ ...firstRules, version: 4 });
    await withResolver(level);
  });

  it('finds over real tables what the naive definition finds', async () => {
    await changeRules({ ...tightRules, version: 5, blocked: [] });
    await withResolver(level);
    const rules = { ...tightRules, blocked: [] };
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 5 }), async (steps, pageSize) => {
        world = nextWorld();
        const as = (one: string) => named(people.get(one) ?? 'user_id', one.slice(0, 6));
        const ids = new Map<string, string>();
        await withResolver(
          async () => {
            for (const step of steps) {
              if (step.kind === 'touchpoint') {
                const event = fact(step.subjects.map(as), step.time);
                ids.set(step.id, event.id);
                await record(event);
              } else if (step.kind !== 'lift') {
                await instruct(
                  step.kind === 'merge' ? mergeInstructed : splitInstructed,
                  step.left.map(as),
                  step.right.map(as),
                );
              }
            }
            await level();
          },
          noCrash,
          pageSize,
        );
        const played = steps
          .filter(({ kind }) => kind !== 'lift')
          .map((step) => ({ ...step, id: ids.get(step.id) ?? step.id }) as Step);
        const groups = new Map<string, string[]>();
        const everyone = new Set(
          played.flatMap((step) => (step.kind === 'touchpoint' ? step.subjects : [...step.left, ...step.right])),
        );
        for (const one of everyone) {
          const customer = await customerOf(as(one));
          groups.set(customer, [...(groups.get(customer) ?? []), one]);
        }
        expect([...groups.values()].map((group) => group.sort().join(' ')).sort()).toEqual(
          naive(played, people, rules).customers,
        );
      }),
      { numRuns: 12, seed: 11 },
    );
  });
});
