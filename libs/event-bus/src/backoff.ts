export interface Backoff {
  /** Milliseconds until the next attempt: doubles, with jitter, up to 10 s. */
  next(): number;
  reset(): void;
}

export const backoff = ({ first = 100, most = 10_000, random = Math.random } = {}): Backoff => {
  let ceiling = first;
  return {
    next: () => {
      const pause = Math.round(ceiling * (0.5 + random() / 2));
      ceiling = Math.min(ceiling * 2, most);
      return pause;
    },
    reset: () => {
      ceiling = first;
    },
  };
};
