import { eventIdOf, identityStream, touchpointsTopic } from '@touchstone/contracts';
import { postgresEventBus, type EventBus } from '@touchstone/event-bus';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { noCrash } from '../crash-points';
import { fact, nextSource, person } from './facts.test-data';
import { runInbox } from './inbox.consumer';
import { inboxSchema } from './inbox-schema.tables';
import { readMarks } from './marks.tables';

describe('a topic that loses its end', () => {
  let database: TestDatabase;
  let store: EventStore;
  let bus: EventBus;
  const source = nextSource();
  beforeAll(async () => {
    database = await testDatabase();
    await migrate(database.pool, 'inbox', inboxSchema);
    store = await postgresEventStore({ pool: database.pool });
    bus = await postgresEventBus({ pool: database.pool, topics: [touchpointsTopic] });
  });
  afterAll(async () => {
    await bus.close();
    await store.close();
    await database.drop();
  });

  it('is taken in as it grows again, though everybody was away until it was longer than before', async () => {
    const key = person('anna');
    const publish = (...ids: string[]) =>
      bus.publish(ids.map((id) => ({ topic: touchpointsTopic, key, event: fact(id, 'anna') })));
    const [name, [first]] = Object.entries(await publish('1', '2', '3', '4'))[0] as [string, [number, number]];
    const start = () =>
      runInbox({ pool: database.pool, store, bus, topics: [touchpointsTopic], atCrashPoint: noCrash });
    const markIs = (next: number) =>
      eventually(
        `the mark is ${next}`,
        () => readMarks(database.pool, [name]),
        (marks) => marks.get(name) === next,
      );
    const before = await start();
    await markIs(first + 4);
    await before.drain();
    const partition = Number(name.split('/')[1]);
    await database.pool.query('UPDATE bus.topics SET next[$1] = $2 WHERE topic = $3', [
      ...[partition + 1, first + 1, touchpointsTopic],
    ]);
    await database.pool.query('DELETE FROM bus.messages WHERE partition = $1 AND "offset" > $2', [partition, first]);
    const short = await start();
    await markIs(first + 1);
    await short.drain();
    await publish('5', '6', '7', '8', '9');
    const after = await start();
    await markIs(first + 6);
    await after.drain();
    const { events } = await store.readStream(identityStream(key));
    expect(events.map(({ id }) => id)).toEqual(
      ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((id) => eventIdOf(source, id)),
    );
  });
});
