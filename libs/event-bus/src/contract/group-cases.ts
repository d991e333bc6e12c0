import type { HandledLine, MemberProcess } from './bus-world';
import type { Cases, Stage } from './cases';
import { byKey, firstSeen, keyIn, series, upTo } from './sample-messages';
import { waitUntil } from './wait-until';

const everyPartition = upTo(24);
const partitionsOf = (lines: readonly HandledLine[]) => new Set(lines.map(({ partition }) => partition));
const inOrder = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

/** Members in processes of their own, and one key in every partition. */
const crew = ({ world, bus, group, level }: Stage) => {
  const topic = world.topics[1];
  const keys = everyPartition.map(keyIn);
  const members: MemberProcess[] = [];
  let published = 0;

  const more = async (count: number) => {
    await bus.publish(series(topic, keys, count, published));
    published += count;
  };
  return {
    more,
    names: everyPartition.map((partition) => `${topic}/${partition}`),
    spawn: async (options: { pauseMs?: number; maxChunk?: number } = {}) => {
      const member = await world.spawnMember({ group, topics: [topic], ...options });
      members.push(member);
      return member;
    },
    /** Which partitions each process handles while one more message of every key comes. */
    shares: async (of: readonly MemberProcess[]): Promise<Set<number>[]> => {
      const before = of.map((member) => member.handled().length);
      await more(1);
      await level();
      return of.map((member, at) => partitionsOf(member.handled().slice(before[at])));
    },
    /** Nothing is missing, and each process saw each key in order. */
    expectAll: () => {
      const lines = members.map((member) => member.handled().filter(({ key }) => keys.includes(key)));
      const all = byKey(firstSeen(lines.flat()));
      for (const key of keys) expect(inOrder(all[key] ?? [])).toEqual(upTo(published));
      for (const own of lines)
        for (const numbers of Object.values(byKey(firstSeen(own)))) expect(numbers).toEqual(inOrder(numbers));
      return lines.flat().length - firstSeen(lines.flat()).length;
    },
    end: async () => {
      for (const member of members) member.signal('SIGKILL');
      await Promise.all(members.map(({ exited }) => exited));
    },
  };
};

const halves = (sets: readonly Set<number>[]) => sets.every(({ size }) => size === 12);

export const groupCases: Cases = {
  'shares the partitions evenly between processes, and hands over quickly when one joins or leaves': async (stage) => {
    const { more, spawn, shares, expectAll, end } = crew(stage);
    const one = await spawn();
    await more(3);
    await stage.level();
    expect(partitionsOf(one.handled()).size).toBe(24);
    const two = await spawn();
    await waitUntil('each has a half', () => shares([one, two]), halves);
    const three = await spawn();
    const thirds = (sets: readonly Set<number>[]) => sets.every(({ size }) => size === 8);
    await waitUntil('each has a third', () => shares([one, two, three]), thirds);
    one.signal('SIGTERM');
    await one.exited;
    await waitUntil('the others share', () => shares([two, three]), halves);
    expect(expectAll()).toBe(0); // no crash, so nothing came twice
    await end();
  },

  'gives the partitions of a member that is killed to the others; only what was not committed comes again': async (
    stage,
  ) => {
    const { more, spawn, expectAll, end } = crew(stage);
    await more(40);
    const slowly = { pauseMs: 20, maxChunk: 40 };
    const [one, two] = [await spawn(slowly), await spawn(slowly)];
    const counts = async () => {
      await more(1); // the first may have handled all before the second was there
      return [one, two].map((member) => member.handled().length);
    };
    await waitUntil('both work', counts, (seen) => seen.every((count) => count > 50));
    one.signal('SIGKILL');
    await one.exited;
    await stage.level();
    expect(expectAll()).toBeLessThanOrEqual(40); // the chunk in hand
    await end();
  },

  'fences a member that was paused beyond its lease: it commits nothing late, and works on afterwards': async (
    stage,
  ) => {
    const { more, spawn, shares, expectAll, names, end } = crew(stage);
    await more(5);
    const one = await spawn({ pauseMs: 400 });
    await waitUntil(
      'it works',
      () => one.handled().length,
      (count) => count > 0,
    );
    one.signal('SIGSTOP'); // in its handler, before the commit
    await more(5);
    const two = await spawn();
    await stage.level();
    const passed = await stage.bus.progress(stage.group, names);
    one.signal('SIGCONT');
    const lowest = new Map(passed);
    const until = performance.now() + 1_000;
    while (performance.now() < until)
      for (const [name, next] of await stage.bus.progress(stage.group, names))
        lowest.set(name, Math.min(next, lowest.get(name) ?? 0));
    expect(lowest).toEqual(passed);
    await waitUntil('both share again', () => shares([one, two]), halves);
    expectAll();
    await end();
  },
};
