import { answeredSoon } from './answered-soon';

describe('a question with little time', () => {
  it('is answered, or not at all: late and failed alike', async () => {
    expect(await answeredSoon(Promise.resolve(7))).toBe(7);
    expect(await answeredSoon(Promise.reject(new Error('away')))).toBeUndefined();
    expect(await answeredSoon(new Promise(() => {}), 1)).toBeUndefined();
  });
});
