import { publishedOffsets } from './published-offsets';

const offsets = (of: Record<string, number>) => new Map(Object.entries(of));

describe('the offsets that hold everything up to a position', () => {
  it('answers per page, and nothing for what is not published', () => {
    const published = publishedOffsets('p1', offsets({ 't/0': 5, 't/1': 7 }));
    expect(published.upTo('p2')).toBeUndefined();
    published.note('p2', offsets({ 't/0': 6 }));
    published.note('p3', offsets({ 't/1': 9 }));
    expect(published.upTo('p1')).toEqual(offsets({ 't/0': 5, 't/1': 7 }));
    expect(published.upTo('p2')).toEqual(offsets({ 't/0': 6, 't/1': 7 }));
    expect(published.upTo('p3')).toEqual(offsets({ 't/0': 6, 't/1': 9 }));
    expect(published.upTo('p4')).toBeUndefined();
  });

  it('moves on with an idle store', () => {
    const published = publishedOffsets('p1', offsets({ 't/0': 5 }));
    published.note('p3', new Map());
    expect(published.upTo('p2')).toEqual(offsets({ 't/0': 5 }));
  });

  it('stays bounded, and answers more rather than less for what it forgot', () => {
    const published = publishedOffsets('p0', offsets({ 't/0': 0 }), 2);
    for (const n of [1, 2, 3, 4, 5]) published.note(`p${n}`, offsets({ 't/0': n }));
    expect([0, 1, 3].map((n) => published.upTo(`p${n}`)?.get('t/0'))).toEqual([3, 3, 3]);
    expect([4, 5].map((n) => published.upTo(`p${n}`)?.get('t/0'))).toEqual([4, 5]);
  });
});
