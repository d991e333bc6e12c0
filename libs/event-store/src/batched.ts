interface Waiting<Item, Result> {
  readonly item: Item;
  settle(result: Result | Promise<never>): void;
}

/**
 * Joins the calls of one turn of the event loop, and those that come while enough batches are under way, into one call of
 * `run`, which answers in the order of its items. When it fails, each of them fails.
 */
export const batched = <Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { underWay: most = 2, size = 100 }: { underWay?: number; size?: number } = {},
): ((item: Item) => Promise<Result>) => {
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let scheduled = false;

  const flush = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    underWay++;
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ settle }, index) => settle(results[index] as Result));
    } catch (error) {
      for (const { settle } of batch) settle(Promise.reject(error as Error));
    }
    underWay--;
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || waiting.length === 0 || underWay >= most) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void flush(waiting.splice(0, size));
      schedule();
    });
  };
  return (item) =>
    new Promise((settle) => {
      waiting.push({ item, settle });
      schedule();
    });
};
