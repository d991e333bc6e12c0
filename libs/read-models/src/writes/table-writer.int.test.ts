import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { arrayLiteral } from './columns';
import { postgresJson } from './postgres-text';
import { tableWriter } from './table-writer';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    'CREATE SCHEMA s; CREATE TABLE s.things (id text PRIMARY KEY, data jsonb, words text[], n int, told text)',
  );
});
afterAll(() => database.drop());

const columns = { id: 'text', data: 'jsonb', words: 'text[]', n: 'int', told: 'text' };
type Thing = Record<keyof typeof columns, string | number | null>;

describe('a table writer', () => {
  it('writes awkward values as they are', async () => {
    const write = tableWriter<Thing>('s', { table: 'things', columns, key: ['id'] });
    const awkward = ['', 'NULL', '{"a,b"}', '\\', '"', ' \t\n', '\u001f', "'", 'é👍', 'x\\"y'];
    const rows = awkward.map((text, n) => ({
      id: `${n}${text}`,
      data: n === 0 ? null : postgresJson(n === 1 ? null : { [text]: [text, n] }),
      words: arrayLiteral([text, ...awkward]),
      n: n === 2 ? null : n,
      told: n === 3 ? null : text,
    }));
    const client = await database.pool.connect();
    await write(client, [...rows].reverse());
    await write(client, [{ id: 'alone', data: null, words: '{}', n: null, told: null }]);
    const { rows: found } = await client.query(`SELECT *, data IS NULL AS none FROM s.things WHERE id <> 'alone'`);
    const { rows: alone } = await client.query(`SELECT data, words, n, told FROM s.things WHERE id = 'alone'`);
    client.release();
    const expected = awkward.map((text, n) => ({
      id: `${n}${text}`,
      data: n < 2 ? null : { [text]: [text, n] },
      words: [text, ...awkward],
      n: n === 2 ? null : n,
      told: n === 3 ? null : text,
      none: n === 0,
    }));
    expect(found.sort((a, b) => Number(a.id[0]) - Number(b.id[0]))).toEqual(expected);
    expect(alone).toEqual([{ data: null, words: [], n: null, told: null }]);
  });
});
