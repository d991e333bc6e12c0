import { backoff } from './backoff';

describe('backoff', () => {
  it('doubles up to 10 s, and starts over after a success', () => {
    const pauses = backoff({ random: () => 1 });
    expect(Array.from({ length: 9 }, () => pauses.next())).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
    ]);
    pauses.reset();
    expect(pauses.next()).toBe(100);
  });

  it('waits at least half, so that nobody spins and not all come at once', () => {
    expect(backoff({ random: () => 0 }).next()).toBe(50);
  });
});
