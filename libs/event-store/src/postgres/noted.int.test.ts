import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { v7 } from 'uuid';
import { freshStream, sampleEvents } from '../contract/sample-events';
import type { Note } from './noted';
import { postgresEventStore, type AppendNoted, type PostgresEventStore } from './postgres-event-store';

const notebook = { known: 'notes.known', keep: 'notes.keep' };
const schema = `
  CREATE SCHEMA notes;
  CREATE TABLE notes.notes (id uuid PRIMARY KEY, fingerprint text, text text);
  CREATE FUNCTION notes.known(ids uuid[]) RETURNS uuid[] LANGUAGE sql AS
    'SELECT array_agg(id) FROM notes.notes WHERE id = ANY (ids)';
  CREATE FUNCTION notes.keep(ids uuid[], fingerprints text[], texts text[]) RETURNS void LANGUAGE sql AS
    'INSERT INTO notes.notes SELECT * FROM unnest(ids, fingerprints, texts)';`;

describe('an append that is noted', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let appendNoted: AppendNoted;
  beforeAll(async () => {
    database = await testDatabase();
    await database.pool.query(schema);
    store = await postgresEventStore({ pool: database.pool, notebook });
    appendNoted = store.appendNoted as AppendNoted;
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const noteOf = (id: string = v7()): Note => ({
    id,
    fingerprint: `print "${id}"`,
    before: `at \\"`,
    after: `", {done}`,
  });
  const notes = async (id: string): Promise<unknown[]> =>
    (await database.pool.query('SELECT fingerprint, text FROM notes.notes WHERE id = $1', [id])).rows;
  const first = (stream: string, count = 1) => ({
    ...{ stream, events: sampleEvents(count) },
    expected: 'no-stream' as const,
  });
  const versionOf = async (stream: string) => (await store.readStream(stream)).version;

  it.each([1, 3])(
    'stands in the notebook with its position, whether it has one event or several (%p)',
    async (count) => {
      const [stream, note] = [freshStream(), noteOf()];
      const appended = await appendNoted(first(stream, count), note);
      const { events } = await store.readStream(stream);
      expect(appended).toEqual({ version: count - 1, position: events.at(-1)?.position });
      expect(await notes(note.id)).toEqual([
        { fingerprint: note.fingerprint, text: `at \\"${events.at(-1)?.position}", {done}` },
      ]);
    },
  );

  it('is not done when its note is known, and not noted when it does not fit', async () => {
    const [stream, other, note] = [freshStream(), freshStream(), noteOf()];
    await appendNoted(first(stream), note);
    expect(await appendNoted(first(other), note)).toBeUndefined();
    expect(await versionOf(other)).toBe('no-stream');
    const late = noteOf();
    expect(await appendNoted(first(stream), late)).toBeUndefined();
    expect(await notes(late.id)).toEqual([]);
    const [event] = (await store.readStream(stream)).events;
    const again = { stream: freshStream(), events: [{ ...sampleEvents(1)[0]!, id: event!.id }] };
    expect(await appendNoted({ ...again, expected: 'any' }, late)).toBeUndefined();
    expect(await notes(late.id)).toEqual([]);
  });

  it('is done once under one note, also when several come at the same time, and its neighbours are done', async () => {
    for (let round = 0; round < 20; round++) {
      const note = noteOf();
      const twins = Array.from({ length: 4 }, () => freshStream());
      const others = Array.from({ length: 4 }, () => freshStream());
      const plain = freshStream();
      const done = await Promise.all([
        ...twins.map((stream, index) => appendNoted(first(stream, 1 + (index % 2)), note)),
        ...others.map((stream) => appendNoted(first(stream), noteOf())),
        store.append(plain, sampleEvents(1), 'no-stream'),
      ]);
      expect(done.slice(0, 4).filter((one) => one !== undefined)).toHaveLength(1);
      expect(done.slice(4)).not.toContain(undefined);
      const existing = await store.versions([...twins, ...others, plain]);
      expect(existing.size).toBe(6);
      expect(await notes(note.id)).toHaveLength(1);
    }
  });
});
