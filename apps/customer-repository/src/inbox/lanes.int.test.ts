import { eventIdOf, identityStream } from '@touchstone/contracts';
import { postgresEventStore, type EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { noCrash } from '../crash-points';
import { claim } from './claims.tables';
import { fact, message, nextSource, person, receiptsIn } from './facts.test-data';
import { handleChunk } from './handle-chunk';
import { inboxSchema } from './inbox-schema.tables';
import { mark, readMarks } from './marks.tables';

let database: TestDatabase;
let store: EventStore;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.pool, 'inbox', inboxSchema);
  store = await postgresEventStore({ pool: database.pool });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const worker = (on: EventStore) =>
  handleChunk({
    store: on,
    rows: {
      claim: (incoming, versionOf) => claim(database.pool, incoming, versionOf),
      mark: (outcome) => mark(database.pool, outcome),
    },
    progress: new Map(),
    atCrashPoint: noCrash,
    now: () => new Date('2026-03-01T12:00:00Z'),
  });

it('stores and counts once what one lane had in hand while another failed', async () => {
  const source = nextSource();
  const chunk = ['anna', 'bert'].flatMap((who, at) =>
    Array.from({ length: 110 }, (_, index) => message(fact(`${who}-${index}`, who), { partition: 106 + at })),
  );
  const failing: EventStore = {
    ...store,
    appendMany: async (appends) => {
      if (appends.some(({ stream }) => stream === identityStream(person('bert')))) throw new Error('not now');
      return store.appendMany(appends);
    },
  };
  await expect(worker(failing)(chunk)).rejects.toThrow('not now');
  expect(await receiptsIn(database.pool)).toMatchObject({ stored: 110 });
  await worker(store)(chunk);
  expect(await receiptsIn(database.pool)).toEqual({ stored: 220, duplicate: 0, conflict: 0, rejected: 0 });
  for (const who of ['anna', 'bert'])
    expect((await store.readStream(identityStream(person(who)))).events.map(({ id }) => id)).toEqual(
      Array.from({ length: 110 }, (_, index) => eventIdOf(source, `${who}-${index}`)),
    );
  const marks = await readMarks(database.pool, ['touchpoints/106', 'touchpoints/107']);
  expect([...marks.values()]).toEqual([110, 110]);
});
