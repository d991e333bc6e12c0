import { crashAt } from './crash-points';

describe('a crash point', () => {
  const points = ['gateway.published', 'inbox.claimed'];
  const deaths = (text: string, ...reached: string[]) => {
    const die = jest.fn();
    const atCrashPoint = crashAt(text, points, die);
    reached.forEach(atCrashPoint);
    return die.mock.calls.length;
  };

  it('kills once, at its own point, the time that was asked for', () => {
    expect(deaths('inbox.claimed', 'gateway.published')).toBe(0);
    expect(deaths('inbox.claimed', 'inbox.claimed', 'inbox.claimed')).toBe(1);
    expect(deaths('inbox.claimed:2', 'inbox.claimed', 'gateway.published')).toBe(0);
    expect(deaths('inbox.claimed:2', 'inbox.claimed', 'inbox.claimed')).toBe(1);
  });

  it('is refused outside tests', () => {
    const kept = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      expect(() => crashAt('inbox.claimed', points)).toThrow(/for tests only \(NODE_ENV=test\), so unset it/);
    } finally {
      process.env.NODE_ENV = kept;
    }
  });

  it('must exist', () => {
    expect(() => crashAt('inbox.forgotten', points)).toThrow(/no crash point; there are gateway.published/);
    expect(() => crashAt('', points)).toThrow(/no crash point/);
  });
});
