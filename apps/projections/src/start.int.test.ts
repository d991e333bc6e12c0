import { randomBytes } from 'node:crypto';
import { sendLogsTo } from '@touchstone/service-host';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { liveProjections } from './live-projections';
import { start } from './start';
import { openRoad, user, type Road } from './testing/road';

let road: Road;
let log: TestDatabase;
let read: TestDatabase;
beforeAll(async () => {
  [log, read] = await Promise.all([testDatabase(), testDatabase()]);
  road = await openRoad(log, read, eventually);
});
afterAll(() => road.close());

it('keeps the read models, says how far it is, and counts', async () => {
  const secrets = { pepper: randomBytes(32), wrappingKey: Buffer.alloc(32, 2) };
  sendLogsTo({ write: () => {} });
  const service = await start({ logUrl: log.url, keysUrl: log.url, readUrl: read.url, secrets });
  const position = await road.tell({ names: [user('ann')], at: 1, traits: { name: 'Ann' } });
  const marks = () => service.marks?.() as Promise<{ slots: Record<string, Record<string, string>>; levelAt: string }>;
  const { slots, levelAt } = await eventually('all three past the touchpoint', marks, (all) =>
    Object.values(all.slots).every((each) => (each['0'] ?? '') >= position),
  );
  expect(Object.keys(slots).sort()).toEqual(
    liveProjections(() => '')
      .map(({ name }) => name)
      .sort(),
  );
  await eventually('a fresh level', marks, (all) => all.levelAt > levelAt);
  expect(await service.readiness()).toMatchObject({ ok: true });
  expect(await service.metrics.metrics()).toMatch(
    /touchstone_projection_events_total\{projection="customer-profile",slot="0".* 1/,
  );
  expect(service.routes).toContainEqual({ method: 'POST', path: '/projections/repairs' });
  await service.close();
  const { rows } = await road.read.pool.query('SELECT owner FROM touchstone.slots WHERE owner IS NOT NULL');
  expect(rows).toEqual([]);
});
