import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { touchpointsTopic } from '@touchstone/contracts';
import { keyIn, series } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import { freeMembers } from './free-members';
import { postgresEventBus, type PostgresBusOptions, type PostgresEventBus } from './postgres-event-bus';

describe('the PostgreSQL bus', () => {
  let database: TestDatabase;
  const buses: PostgresEventBus[] = [];
  const open = async (options: Partial<PostgresBusOptions> = {}) => {
    const bus = await postgresEventBus({ pool: database.pool, ...options });
    buses.push(bus);
    return bus;
  };
  beforeEach(async () => (database = await testDatabase()));
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    await database.drop();
  });
  const topic = touchpointsTopic;

  it('refuses to use a topic with another count of partitions, whoever declares it', async () => {
    await open();
    await expect(open({ partitions: 12 })).rejects.toThrow(
      'Topic touchpoints was made with 24 partitions and cannot be used with 12: keys would move and lose their order.',
    );
    const twelve = await open({ partitions: 12, topics: ['other'] });
    await expect(twelve.publish(series(topic, [keyIn(1)], 1))).rejects.toThrow('cannot be used with 12');
    await expect(twelve.consume({ group: 'g', topics: [topic], handle: async () => [] })).rejects.toThrow(
      '24 partitions',
    );
  });

  it('finds a topic that another process declares later', async () => {
    const early = await open();
    await open({ topics: ['later'] });
    await expect(early.publish(series('later', [keyIn(1)], 2))).resolves.toEqual({ 'later/1': [0, 1] });
  });

  it('hands everything on at once when somebody who knows says that every member is gone', async () => {
    const bus = await open({ leaseMs: 60_000 });
    const handled: number[] = [];
    const consume = () =>
      bus.consume({
        ...{ group: 'g', topics: [topic] },
        handle: async (chunk) => {
          handled.push(...chunk.map(({ offset }) => offset));
          return [];
        },
      });
    await (await consume()).drain();
    // As kill -9 leaves it: a member whose lease has a minute to go, and who holds everything.
    await database.pool
      .query(`INSERT INTO bus.members SELECT 'g', gen_random_uuid(), now() + interval '1 minute', array_agg(id)
      FROM bus.topics`);
    await database.pool.query(`UPDATE bus.assignments a SET member = m.member FROM bus.members m`);
    await freeMembers(database.pool);
    await freeMembers(database.pool, 'no_such_schema');
    const { rows } = await database.pool.query(`SELECT 1 FROM bus.assignments WHERE member IS NOT NULL`);
    expect(rows).toEqual([]);
    await consume();
    await bus.publish(series(topic, [keyIn(1)], 2));
    await waitUntil(
      'everything is handled by the next one',
      () => handled,
      (offsets) => offsets.includes(0) && offsets.includes(1),
      30_000, // half of what the lease of the member that is gone would have cost
    );
  });

  it('deletes in small steps what is old and handled by every group, and nothing else', async () => {
    const bus = await open({ retainDays: 1 });
    const stored = async () =>
      (await database.pool.query('SELECT partition, "offset"::int FROM bus.messages ORDER BY 1, 2')).rows.map(
        ({ partition, offset }) => `${partition}/${offset}`,
      );
    const age = () => database.pool.query(`UPDATE bus.messages SET published_at = published_at - interval '2 days'`);
    const unused = await bus.consume({ group: 'unused', topics: [topic], handle: async () => [] });
    await unused.drain();
    await bus.publish(series(topic, [keyIn(1), keyIn(2)], 2_500));
    await age();
    expect(await bus.sweep()).toBe(0); // nobody has handled them

    const all = await bus.consume({ group: 'all', topics: [topic], handle: async () => [] });
    const level = (group: string) =>
      waitUntil(
        group,
        () => bus.lag(group),
        (lags) => lags.length > 0 && lags.every(({ head, next }) => head === next),
      );
    await level('all');
    const resumeAt = async () => new Map([[`${topic}/1`, 100]]);
    const behind = await bus.consume({
      group: 'behind',
      topics: [topic],
      handle: () => Promise.reject(new Error('down')),
      resumeAt,
    });
    await waitUntil(
      'its truth is known',
      () => bus.progress('behind', [`${topic}/1`]),
      (next) => next.get(`${topic}/1`) === 100,
    );
    expect(await bus.sweep()).toBe(0); // a group that never came again holds it back
    await bus.forgetGroup('unused');
    expect(await bus.sweep()).toBe(100);
    expect((await stored())[0]).toBe('1/100');
    await Promise.all([behind.drain(), all.drain()]);

    const rest = await bus.consume({ group: 'behind', topics: [topic], handle: async () => [] });
    await level('behind');
    await bus.publish(series(topic, [keyIn(1)], 3));
    await level('behind');
    await rest.drain();
    expect(await bus.sweep()).toBe(4_900); // the three new ones are young
    expect(await bus.sweep()).toBe(0);
    expect((await stored()).slice(0, 3)).toEqual(['1/2500', '1/2501', '1/2502']);
  });

  it('keeps of a parked message only what was published: boxes stay closed, and its reason is a code', async () => {
    const bus = await open();
    const handle = async (chunk: Parameters<Parameters<typeof bus.consume>[0]['handle']>[0]) =>
      chunk.slice(0, 1).map((message) => ({ message, reason: 'unknown-type' }));
    const [sent] = series(topic, [keyIn(3)], 1);
    const consumer = await bus.consume({ group: 'g', topics: [topic], handle });
    await bus.publish(sent ? [sent] : []);
    await waitUntil(
      'parked',
      () => bus.parking.counts('g'),
      ({ messages }) => messages === 1,
    );
    const { items } = await bus.parking.list({ group: 'g' });
    expect(items[0]?.message).toEqual({ ...sent, partition: 3, offset: 0 });
    await consumer.drain();
  });
});
