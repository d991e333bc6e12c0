import type { PlainEvent } from '@touchstone/contracts';
import { postgresEventStore, startOfStore, type EventStore } from '@touchstone/event-store';
import { eventCodec, openVault, type SealingCodec, type Vault } from '@touchstone/personal-data';
import { activityModel, activityReads, orderModel, quoteModel, salesRecords, schemaOf } from '@touchstone/read-models';
import { listBuilds, requestRebuild, runProjections, type RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { departmentProjections } from './live-projections';
import { sampleOf } from './testing/golden-samples.files';
import { idOf, kinds, onDay, type Row } from './testing/sales-histories';

const models = [salesRecords, quoteModel, orderModel, activityModel];
const projections = departmentProjections.sales.filter(({ name }) => models.some((one) => one.name === name));
const concerned = ['subject', 'payer'].map((role) => `${role}:contact:${'ab'.repeat(16)}`);

let log: TestDatabase;
let read: TestDatabase;
let store: EventStore;
let vault: Vault;
let codec: SealingCodec;
let running: RunningProjections;
beforeAll(async () => {
  [log, read] = await Promise.all([testDatabase(), testDatabase()]);
  store = await postgresEventStore({ pool: log.pool, schema: 'store_sales' });
  vault = await openVault({ pool: log.pool, wrappingKey: Buffer.alloc(32, 2) });
  codec = eventCodec(vault);
  const pace = { slots: 2, buildsEveryMs: 20, rebuildShare: 1 };
  running = await runProjections({ store, codec, pool: read.pool, projections, owner: crypto.randomUUID(), ...pace });
});
afterAll(async () => {
  await running.drain();
  await store.close();
  await vault.close();
  await Promise.all([log.drop(), read.drop()]);
});

interface Said {
  readonly fact: string;
  readonly day: number;
  readonly value: number;
}
interface History {
  readonly kind: string;
  readonly said: readonly Said[];
}
const historyOf = (kind: string): fc.Arbitrary<History> => {
  const [first = '', ...others] = Object.keys(kinds[kind]?.facts ?? {});
  const value = fc.integer({ min: 1, max: 900 });
  const one = fc.record({ fact: fc.constantFrom(...others), day: fc.integer({ min: 2, max: 300 }), value });
  return fc
    .tuple(value, fc.uniqueArray(one, { maxLength: 6, selector: ({ day }) => day }))
    .map(([number, later]) => ({ kind, said: [{ fact: first, day: 1, value: number }, ...later] }));
};
/** Records whose facts are told in turn; their days are those of clocks that go as they like. */
const histories = fc
  .array(fc.oneof(...Object.keys(kinds).map(historyOf)), { minLength: 4, maxLength: 12 })
  .map((all) => {
    const told = all.flatMap(({ kind, said }, n) => said.map((one, place) => ({ kind, n, place, ...one })));
    return [all, told.sort((a, b) => a.place - b.place)] as const;
  });

const eventOf = ({ kind, id, fact, day, value }: Said & { kind: string; id: string }): PlainEvent => {
  const of = kinds[kind];
  const type = `sales.${kind}.${fact}`;
  return {
    ...sampleOf(type, { [of?.idField ?? '']: id, ...of?.facts[fact]?.(value, day) }),
    id: crypto.randomUUID(),
    metadata: {
      source: 'sales-automation',
      time: onDay(day),
      participants: concerned.slice(0, kind === 'order' ? 2 : 1),
      imported: true,
    },
  };
};

let end = '';
const settled = () =>
  eventually(
    'the read models are level',
    async () => Object.values((await running.progress()).slots).flatMap((each) => Object.values(each)),
    (all) => all.length === projections.length * 2 && all.every((one) => one >= end),
  );

const shown = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
const rowOf = async (kind: string, id: string, columns: readonly string[]): Promise<Row> => {
  const { rows } = await read.pool.query<Row>(`SELECT * FROM ${kinds[kind]?.table} WHERE id = $1`, [id]);
  const found = Object.fromEntries(columns.map((column) => [column, shown(rows[0]?.[column])]));
  return 'refunded' in found ? { ...found, refunded: Math.round(Number(found['refunded']) * 100) } : found;
};
const naiveOf = ({ kind, said }: History): Row =>
  said.reduce<Row>((row, { fact, value, day }) => kinds[kind]?.naive(row, fact, value, day) ?? row, {});

let records = 0;
it('every row equals an independent account of its facts in their order, whatever their clocks say', async () => {
  const property = fc.asyncProperty(histories, async ([all, told]) => {
    const ids = all.map(({ kind }) => idOf(kind, (records += 1)));
    for (const one of told) {
      const id = ids[one.n] as string;
      const sealed = await codec.seal([eventOf({ ...one, id })]);
      ({ position: end } = await store.append(`${one.kind}-${id}`, sealed, 'any'));
    }
    await settled();
    for (const [n, history] of all.entries()) {
      const expected = naiveOf(history);
      expect(await rowOf(history.kind, ids[n] as string, Object.keys(expected))).toEqual(expected);
    }
  });
  await fc.assert(property, { numRuns: 15, endOnFailure: true });
});

it('the rows hold nothing personal, and say whose they are by an identity', async () => {
  const personal = /Ada|Lovelace|example\.com|Mill Lane|As discussed|Second floor/;
  for (const { table } of Object.values(kinds)) {
    const { rows } = await read.pool.query<Row>(`SELECT * FROM ${table}`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(personal);
    expect(rows.every((row) => row['subject'] === 'ab'.repeat(16))).toBe(true);
  }
  for (const { schema } of models) {
    const { rows } = await read.pool.query(`SELECT * FROM ${schema}.record_facts`);
    expect(JSON.stringify(rows)).not.toMatch(personal);
  }
});

/** What the log says of each activity last: that it was done, or called off. */
const endsInTheLog = async (): Promise<Row[]> => {
  const ends = new Map<string, Row>();
  for (let after = startOfStore; ;) {
    const { events, next } = await store.readAll({ after, limit: 500 });
    for (const { type, data, stream } of events)
      if (type === 'sales.activity.done' || type === 'sales.activity.cancelled')
        ends.set(stream, JSON.parse(data) as Row);
    if (events.length === 0) return [...ends.values()];
    after = next;
  }
};

it('contacts made, counted per rep and day, are those of the log', async () => {
  const { contactsMade } = activityReads(activityModel.schema, { identity: '', profile: '' });
  const expected = new Map<string, number>();
  for (const { kind, owner, doneAt } of await endsInTheLog())
    if (doneAt !== undefined && kind !== 'note') {
      const key = `${String(doneAt).slice(0, 10)} ${String(owner)} ${String(kind)}`;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
  const made = await contactsMade(read.pool, { from: '2024-01-01', until: '2030-01-01' });
  const found = made.flatMap(({ day, owner, call, visit }) => [
    [`${day} ${owner} call`, call] as const,
    [`${day} ${owner} visit`, visit] as const,
  ]);
  expect(expected.size).toBeGreaterThan(0);
  expect(new Map(found.filter(([, count]) => count > 0))).toEqual(expected);
  expect(made.reduce((sum, { total }) => sum + total, 0)).toBe([...expected.values()].reduce((a, b) => a + b, 0));
});

it('each is built afresh beside the live one, row by row the same', async () => {
  const rebuilds = { pool: read.pool, schema: 'touchstone', projections };
  for (const { name } of models) await requestRebuild({ ...rebuilds, projection: name, slots: 2, by: 'a test' });
  const builds = async () =>
    (await listBuilds(rebuilds, store)).flatMap((one) => one.builds.filter(({ build }) => build === '1.2'));
  await eventually(
    'the builds are level',
    builds,
    (all) => all.length === 4 && all.every((one) => one.levelAt != null),
  );
  for (const { name, schema, tables } of models)
    for (const { tableName } of tables) {
      const next = schemaOf(name, 1, 2);
      const differing = (a: string, b: string) =>
        `SELECT * FROM ${a}.${tableName} EXCEPT SELECT * FROM ${b}.${tableName}`;
      for (const text of [differing(schema, next), differing(next, schema)])
        expect((await read.pool.query(text)).rows).toEqual([]);
    }
});
