import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { preparePartitions } from './assigned-partitions';
import { busMigrations } from './bus-migrations';
import { commitChunk } from './commit';
import { busDatabase, type BusDatabase } from './database';
import { openTopics, type Topic } from './topics';
import { openClaims } from '../kafka/claims';

describe('Where a member starts', () => {
  const group = 'readers';
  let tables: TestDatabase;
  let database: BusDatabase;
  let topic: Topic;
  /** The consumer's own truth, which only ever grows. */
  let own = 0;
  let head = 0;
  let lost: ReadonlyMap<string, number> | undefined;
  beforeAll(async () => {
    tables = await testDatabase();
    await migrate(tables.pool, 'bus', busMigrations);
    database = busDatabase(tables.pool, 'bus');
    topic = await (await openTopics(database, ['facts'], 1)).get('facts');
  });
  afterAll(() => tables.drop());

  /** As after a rebalance; what the cluster holds begins at 0. */
  const rebalance = async () => {
    const member = '11111111-1111-4111-8111-111111111111';
    const claims = openClaims(database, { group, member, topics: [topic], leaseMs: 10_000 });
    const consume = {
      group,
      resumeAt: async () => new Map([['facts/0', own]]),
      onLostEnd: async (nexts: ReadonlyMap<string, number>) => void (lost = nexts),
    };
    const startOf = async () => (_: unknown, wanted: number) => (wanted > head ? 0 : wanted);
    const prepare = preparePartitions(database, consume, startOf);
    const [of] = await prepare(await claims.take([{ topic: 'facts', partition: 0 }]));
    if (!of) throw new Error('nothing was assigned');
    return of;
  };

  it('is at first its own truth, though the group has committed nothing yet', async () => {
    [own, head] = [1_000, 1_000];
    expect((await rebalance()).fetchNext).toBe(1_000);
    expect(lost).toBeUndefined();
  });

  it('stays behind the end that a topic lost, though its own truth lies before the head again', async () => {
    head = 900;
    const of = await rebalance();
    expect(of.fetchNext).toBe(0);
    expect(lost).toEqual(new Map([['facts/0', 0]]));
    await commitChunk(database, group, [{ of, next: 400 }], []);
    head = 1_050;
    expect((await rebalance()).fetchNext).toBe(400);
  });
});
