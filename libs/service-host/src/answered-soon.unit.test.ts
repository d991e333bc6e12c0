import { answeredSoon, lastAnswered } from './answered-soon';

describe('a question with little time', () => {
  it('is answered, or not at all: late and failed alike', async () => {
    expect(await answeredSoon(Promise.resolve(7))).toBe(7);
    expect(await answeredSoon(Promise.reject(new Error('away')))).toBeUndefined();
    expect(await answeredSoon(new Promise(() => {}), 1)).toBeUndefined();
  });
});

describe('The last answer', () => {
  it('stands while the question fails, with a silence that grows until it is answered again', async () => {
    let answers = true;
    const ask = lastAnswered(async () => {
      if (!answers) throw new Error('away');
      return 7;
    });
    answers = false;
    expect(await ask()).toBeUndefined();
    answers = true;
    expect(await ask()).toEqual({ answer: 7, silentMs: 0 });
    answers = false;
    const { silentMs: first = 0 } = (await ask()) ?? {};
    expect(first).toBeGreaterThan(0);
    const later = await ask();
    expect(later?.answer).toBe(7);
    expect(later?.silentMs).toBeGreaterThan(first);
    answers = true;
    expect(await ask()).toEqual({ answer: 7, silentMs: 0 });
  });
});
