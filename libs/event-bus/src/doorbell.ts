/** A wait that ends early when somebody rings; a ring before the wait ends it at once. */
export interface Doorbell {
  ring(): void;
  wait(ms: number): Promise<void>;
}

export const doorbell = (): Doorbell => {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: async (ms) => {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      wake = undefined;
      rung = false;
    },
  };
};
