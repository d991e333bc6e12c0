import { eventually } from './eventually';

describe('eventually', () => {
  it('answers the first value that fits, and takes a failing read for "not yet"', async () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      if (reads === 1) throw new Error('still starting');
      return reads;
    };
    await expect(eventually('three reads', read, (value) => value === 3)).resolves.toBe(3);
  });

  it('names what it waited for and the last value', async () => {
    const never = eventually(
      'two rows',
      () => ['one row'],
      (rows) => rows.length === 2,
      { timeoutMs: 30 },
    );
    await expect(never).rejects.toThrow(/Not within 30 ms: two rows; last seen: \[ 'one row' \]/);
  });

  it('names the last failure', async () => {
    const never = eventually(
      'an answer',
      () => Promise.reject(new Error('refused')),
      () => true,
      { timeoutMs: 30 },
    );
    await expect(never).rejects.toThrow(/the last read failed: Error: refused/);
  });
});
