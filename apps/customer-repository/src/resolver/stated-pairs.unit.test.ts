import { firstRules, type RecordedEvent } from '@touchstone/contracts';
import { evidenceOf, type Evidence } from './evidence';
import { fact, id, named } from './facts.test-data';
import type { KnownPair } from './known';
import { RememberedRows } from './remembered.test-data';
import { resolveStretch } from './resolve-page';
import { StatedPairs } from './stated-pairs';

const [anna, mail, phone] = [named('user_id', 'anna'), named('email', 'mail'), named('phone', 'phone')];
const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
const statementIn = (time: string, subjects = [anna, mail]) => evidenceOf(fact(subjects, time))[0] as Evidence;
const pairIn = (time: string, subjects = [anna, mail]): KnownPair => {
  const { left, right, event } = statementIn(time, subjects);
  return { left, right, stated: { time, event } };
};

describe('pairs that the tables hold', () => {
  it('are held by a statement that is not earlier than theirs, and by no other pair', () => {
    const held = new StatedPairs();
    expect(held.holds(statementIn(late))).toBe(false);
    held.note([pairIn(late)]);
    expect(held.holds(statementIn(late))).toBe(true);
    expect(held.holds(statementIn(early))).toBe(false);
    expect(held.holds(statementIn(late, [anna, phone]))).toBe(false);
  });

  it('that only an instruction states are not held', () => {
    const held = new StatedPairs();
    const { left, right } = pairIn(early);
    held.note([{ left, right }]);
    expect(held.holds(statementIn(late))).toBe(false);
  });

  it('are forgotten when they become too many', () => {
    const held = new StatedPairs(1);
    held.note([pairIn(early)]);
    held.note([pairIn(early, [anna, phone])]);
    expect(held.holds(statementIn(late))).toBe(false);
    expect(held.holds(statementIn(late, [anna, phone]))).toBe(true);
  });

  it('are looked up once, and an earlier statement of them still counts', async () => {
    const lookups: number[] = [];
    const known = pairIn(late);
    const rows = Object.assign(new RememberedRows(), {
      pairs: async (lefts: readonly string[]) => {
        lookups.push(lefts.length);
        return [known];
      },
    });
    const nothing = { readStream: jest.fn(), versions: async () => new Map<string, number>() };
    const held = new StatedPairs();
    const recorded = (time: string, version: number): RecordedEvent => ({
      ...fact([anna, mail], time),
      stream: `identity-${id(anna)}`,
      version,
      position: `${version}`,
      recordedAt: late,
    });
    const page = (time: string) =>
      resolveStretch(rows as never, nothing, [recorded(time, 0), recorded(time, 1)], firstRules, held);
    expect(await page(late)).toBeUndefined();
    expect(await page(late)).toBeUndefined();
    expect(lookups).toEqual([1]);
    expect((await page(early))?.verdict.pairs).toMatchObject([{ stated: { time: early } }]);
    expect(lookups).toEqual([1, 1]);
  });
});
