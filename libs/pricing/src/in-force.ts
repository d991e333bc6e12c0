/** A version as it was published, and until when. */
export interface Published<T> {
  readonly value: T;
  readonly publishedAt: string;
  readonly withdrawnAt?: string;
}
interface Versioned {
  readonly code: string;
  readonly version: number;
  readonly from: string;
  readonly to?: string | undefined;
}

const ms = (time: string): number => Date.parse(time);

/** What was published by `at`, and not withdrawn: so the answer about a past moment never changes. */
export const knownAt = <T>(entries: readonly Published<T>[], at: string): T[] =>
  entries
    .filter(({ publishedAt }) => ms(publishedAt) <= ms(at))
    .filter(({ withdrawnAt }) => withdrawnAt === undefined || ms(withdrawnAt) > ms(at))
    .map(({ value }) => value);

/** The latest version of each code that is in force at a moment. */
export const inForce = <T extends Versioned>(entries: readonly Published<T>[], at: string): T[] => {
  const latest = new Map<string, T>();
  for (const one of knownAt(entries, at)) {
    if (ms(one.from) > ms(at) || (one.to !== undefined && ms(one.to) <= ms(at))) continue;
    const other = latest.get(one.code);
    if (!other || one.version > other.version) latest.set(one.code, one);
  }
  return [...latest.values()];
};

/** The more particular first, then the newer, then by code: the order depends on nothing else. */
export const mostParticularFirst =
  <T extends Versioned>(weight: (one: T) => number) =>
  (a: T, b: T): number =>
    weight(b) - weight(a) || ms(b.from) - ms(a.from) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);

export const withdraw = <T extends { code: string }>(
  entries: readonly Published<T>[],
  code: string,
  withdrawnAt: string,
): Published<T>[] =>
  entries.map((one) => (one.value.code === code && one.withdrawnAt === undefined ? { ...one, withdrawnAt } : one));
