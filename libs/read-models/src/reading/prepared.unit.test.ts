import { prepared } from './prepared';

it('names a statement by its whole text, in a name that PostgreSQL does not cut', () => {
  const long = `SELECT * FROM sales_pipeline_v1_g12.opportunities WHERE ${'s.team = $1 AND '.repeat(20)}true`;
  const names = [long, long.replace('_g12', '_g13'), `${long} ORDER BY 1`].map((text) => prepared(text, []).name);
  expect(new Set(names).size).toBe(3);
  expect(prepared(long, [1]).name).toBe(names[0]);
  expect(names.every((name) => name !== undefined && Buffer.byteLength(name) < 64)).toBe(true);
});
