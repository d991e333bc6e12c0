/** Runs up to `max` works at once; tells after each, in order, that it and all before it are done. */
export const inFlight = <Done>(max: number, onDone: (done: Done) => Promise<void>) => {
  const queue: { work: Promise<Done>; isSettled: boolean }[] = [];
  let failure: { error: unknown } | undefined;
  const settleFirst = async (): Promise<void> => {
    const [first] = queue;
    if (!first) return;
    const done = await first.work;
    queue.shift();
    await onDone(done);
  };
  const settled = async (): Promise<void> => {
    while (queue[0]?.isSettled) await settleFirst();
  };
  return {
    /** Resolves when there is room for the next one. Rejects with the first failure. */
    push: async (run: () => Promise<Done>): Promise<void> => {
      const entry = { work: run(), isSettled: false };
      entry.work.then(
        () => (entry.isSettled = true),
        (error: unknown) => ((entry.isSettled = true), (failure ??= { error })),
      );
      queue.push(entry);
      await settled();
      while (queue.length >= max) await settleFirst();
      if (failure) throw failure.error;
    },
    /** Waits for all of them, also when one failed. */
    drain: async (): Promise<void> => {
      while (queue.length > 0) await settleFirst();
    },
    /** Waits until nothing runs any more, whatever became of it. */
    settle: async (): Promise<void> => void (await Promise.allSettled(queue.map(({ work }) => work))),
  };
};
