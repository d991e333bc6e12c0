import { batched } from './batched';

const joined = (run: (items: readonly number[]) => void = () => {}) => {
  const calls: number[][] = [];
  let finish: (() => void)[] = [];
  const load = batched<number, string>(
    async (items) => {
      calls.push([...items]);
      run(items);
      await new Promise<void>((resolve) => finish.push(resolve));
      return items.map((item) => `of ${item}`);
    },
    { underWay: 2, size: 3 },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const finishAll = async () => {
    for (let turns = 0; turns < 10; turns++, await turn()) {
      const now = finish;
      finish = [];
      for (const each of now) each();
    }
  };
  return { calls, load, turn, finishAll };
};

describe('calls that are joined', () => {
  it('go together when they come together, and each gets its own result', async () => {
    const { calls, load, turn, finishAll } = joined();
    const all = Promise.all([1, 2].map(load));
    await turn();
    await finishAll();
    expect(await all).toEqual(['of 1', 'of 2']);
    expect(calls).toEqual([[1, 2]]);
  });

  it('wait while enough are under way, and fill no batch beyond its size', async () => {
    const { calls, load, turn, finishAll } = joined();
    const all = Promise.all([1, 2, 3, 4, 5, 6, 7].map(load));
    await turn();
    await turn();
    expect(calls).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await finishAll();
    expect(await all).toHaveLength(7);
    expect(calls).toHaveLength(3);
  });

  it('fail together, and the next ones go on', async () => {
    const { load } = joined(([first]) => {
      if (first === 1) throw new Error('down');
    });
    const results = await Promise.allSettled([1, 2, 3].map(load));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(load(1)).rejects.toThrow('down');
  });
});
