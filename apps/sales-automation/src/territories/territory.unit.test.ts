import { territoryDrawn, territoryGiven } from '@touchstone/contracts';
import fc from 'fast-check';
import { given } from '../given.test-data';
import { coveredOn, drawTerritory, giveTerritory, territories, type Territory } from './territory';

const territoryId = '0190f3c4-0000-7000-8000-000000000921';
const circumstances = { now: '2026-03-10T09:00:00.000Z', by: 'cleo' };
const drawn = territoryDrawn({ territoryId, code: 'nordics', countries: ['DK', 'SE'], by: 'cleo' });
const givenTo = (person: string, from: string) => territoryGiven({ territoryId, person, from, by: 'cleo' });
const give = (person: string, from: string) => (state: Territory) =>
  giveTerritory({ ...circumstances, person, from }, state);
const when = given(territories);

describe('a territory', () => {
  it('is drawn once', () => {
    const draw = (state: Territory) =>
      drawTerritory({ ...circumstances, territoryId, code: 'nordics', countries: ['DK', 'SE'] }, state);
    when([]).when(draw).then([drawn]);
    when([drawn]).when(draw).thenNothing();
  });
  it('is given to somebody from a day on, unless it is covered by him then', () => {
    const ana = givenTo('ana', '2026-01-01');
    when([drawn]).when(give('ana', '2026-01-01')).then([ana]);
    when([drawn, ana]).when(give('ana', '2026-01-01')).thenNothing();
    when([drawn, ana]).when(give('ana', '2026-07-01')).thenNothing();
    when([drawn, ana])
      .when(give('ana', '2025-07-01'))
      .then([givenTo('ana', '2025-07-01')]);
    when([drawn, ana])
      .when(give('ben', '2026-01-01'))
      .then([givenTo('ben', '2026-01-01')]);
  });
  it('is covered on any day by whom a naive scan finds, whatever the order of the days', () => {
    const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}`;
    const wish = fc.tuple(fc.constantFrom('ana', 'ben', 'cleo'), fc.integer({ min: 2, max: 12 }));
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 20 }), (wishes) => {
        let state: Territory = territories.evolve(territories.initial, drawn);
        const log: (readonly [person: string, from: number])[] = [];
        for (const [person, from] of wishes)
          for (const event of give(person, day(from))(state)) {
            state = territories.evolve(state, event);
            log.push([person, from]);
          }
        for (let n = 1; n <= 13; n++) {
          let found: (typeof log)[number] | undefined;
          for (const one of log) if (one[1] <= n && (!found || one[1] >= found[1])) found = one;
          expect(coveredOn(state, day(n))).toBe(found?.[0]);
        }
        for (const [person, from] of wishes.slice(-1)) expect(coveredOn(state, day(from))).toBe(person);
      }),
    );
  });
});
