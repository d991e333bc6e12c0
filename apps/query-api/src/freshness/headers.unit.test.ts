import { encodeToken } from '@touchstone/contracts';
import { ageMs, levelOf } from './age';
import { preferredWaitMs } from './prefer-wait';
import { readToken } from './read-token';

describe('Prefer: wait', () => {
  it.each([
    [undefined, 5000],
    ['wait=2', 2000],
    ['respond-async, wait=1', 1000],
    ['WAIT = "3"; x=y', 3000],
    ['wait=0', 0],
    ['wait=900', 5000],
    ['wait=soon', 5000],
    ['await=1', 5000],
  ])('%s is %d ms', (header, ms) => expect(preferredWaitMs(header)).toBe(ms));
});

describe('a token', () => {
  it('is read back', () => {
    const token = { bus: { 'touchpoints/0': [1, 2] as const }, stores: { repository: '00' } };
    expect(readToken(encodeToken(token))).toEqual(token);
  });
  it.each([
    '',
    't1.',
    'garbage',
    't1.bm90IGpzb24',
    encodeToken({ bus: { p: [1] } } as never),
    encodeToken({ bus: { p: [1, -1] } }),
    encodeToken({ stores: { repository: 3 } } as never),
    encodeToken([] as never),
    encodeToken(null as never),
  ])('%j is none of ours', (text) => expect(readToken(text)).toBeUndefined());
});

describe('the age of an answer', () => {
  const marks = { inbox: {}, head: '9', resolver: '9', parked: [] };
  const projections = { slots: { profile: { 0: '7', 1: '5' }, empty: {} }, levelAt: '2026-01-01T00:00:05.000Z' };
  it('counts from the owner that was level longest ago', () => {
    const early = '2026-01-01T00:00:03.000Z';
    expect(levelOf({ ...marks, inboxLevelAt: early }, projections).at).toBe(Date.parse(early));
    expect(levelOf(marks, projections).at).toBe(Date.parse(projections.levelAt));
  });
  it('is not known while an owner was never level', () => {
    expect(levelOf(marks, { ...projections, levelAt: new Date(0).toISOString() }).at).toBeUndefined();
    expect(levelOf({ ...marks, inboxLevelAt: '' }, projections).at).toBeUndefined();
  });
  it('is never negative', () => {
    expect(ageMs(5_000, 3_000)).toBe(0);
    expect(ageMs(3_000, 6_500)).toBe(3_500);
  });
  it('stands at the slot that is furthest behind', () =>
    expect(levelOf(marks, projections).positions).toEqual({ profile: '5' }));
});
