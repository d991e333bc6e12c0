import fc from 'fast-check';
import { movesOf, shareOf, type SharedBuild } from './share';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const members = fc.shuffledSubarray(names, { minLength: 1 });
const sizes = fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 5 });
const buildsWith = (slots: readonly number[], who: (index: number) => readonly string[]): SharedBuild[] =>
  slots.map((count, index) => ({ key: String(index), slots: count, members: who(index) }));

const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts);
const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);
const countOf = (builds: readonly SharedBuild[], key: string, member: string) => shareOf(builds, key, member).count;

describe('shares', () => {
  it('add up to the slots of each build and differ by one at most, whoever follows which', () => {
    const whoOf = fc.array(members, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(sizes, whoOf, (slots, who) => {
        const builds = buildsWith(slots, (index) => who[index] as string[]);
        for (const build of builds) {
          const counts = build.members.map((member) => countOf(builds, build.key, member));
          expect(sum(counts)).toBe(build.slots);
          expect(spread(counts)).toBeLessThanOrEqual(1);
          expect(Math.max(...counts)).toBe(Math.ceil(build.slots / build.members.length));
        }
      }),
    );
  });

  it('differ by one at most over all builds when all follow all', () => {
    fc.assert(
      fc.property(sizes, members, (slots, all) => {
        const builds = buildsWith(slots, () => all);
        expect(spread(all.map((member) => sum(builds.map(({ key }) => countOf(builds, key, member)))))).toBeLessThan(2);
      }),
    );
  });

  it('are nothing for who is not there, and of a build that is not there', () => {
    const builds = buildsWith([3], () => ['a']);
    expect(countOf(builds, '0', 'b')).toBe(0);
    expect(countOf(builds, '1', 'a')).toBe(0);
  });
});

/** Who holds each slot of each build; nobody = undefined. */
type Held = (string | undefined)[][];

/** Each looks once, one after the other, and does what it decides. Answers how many slots were given up. */
const round = (builds: readonly SharedBuild[], held: Held, order: readonly string[]): number => {
  let given = 0;
  for (const member of order)
    for (const [index, { key }] of builds.entries()) {
      const owners = held[index] as (string | undefined)[];
      const of = (owner: string | undefined) => owners.flatMap((one, slot) => (one === owner ? [slot] : []));
      const { giveUp, take } = movesOf(shareOf(builds, key, member), of(member), of(undefined));
      for (const slot of giveUp) owners[slot] = undefined;
      for (const slot of take) owners[slot] = member;
      given += giveUp.length;
    }
  return given;
};

describe('moves', () => {
  const owner = fc.option(fc.constantFrom(...names), { nil: undefined });
  const start = fc.tuple(
    fc.array(fc.array(owner, { minLength: 1, maxLength: 16 }), { minLength: 1, maxLength: 4 }),
    members,
  );

  it('end after two looks of each with every slot held at its share, give up no more than the surplus, and stay so', () => {
    fc.assert(
      fc.property(start, members, ([owned, alive], shuffled) => {
        const order = [...new Set([...shuffled, ...alive])].filter((name) => alive.includes(name));
        const held: Held = owned.map((slots) => slots.map((name) => (name && alive.includes(name) ? name : undefined)));
        const builds = buildsWith(
          held.map(({ length }) => length),
          () => alive,
        );
        const surplus = builds.flatMap(({ key }, index) =>
          alive.map((name) =>
            Math.max(0, held[index]!.filter((one) => one === name).length - countOf(builds, key, name)),
          ),
        );
        expect(round(builds, held, order) + round(builds, held, order)).toBe(sum(surplus));
        for (const [index, { key }] of builds.entries())
          for (const name of alive)
            expect(held[index]?.filter((one) => one === name)).toHaveLength(countOf(builds, key, name));
        const settled = held.map((slots) => [...slots]);
        round(builds, held, order);
        expect(held).toEqual(settled);
      }),
    );
  });

  it('take different slots when all come at once to free ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), members, (slots, all) => {
        const builds = buildsWith([slots], () => all);
        const free = Array.from({ length: slots }, (_, slot) => slot);
        const taken = all.flatMap((name) => movesOf(shareOf(builds, '0', name), [], free).take);
        expect(taken.sort((a, b) => a - b)).toEqual(free);
      }),
    );
  });
});
