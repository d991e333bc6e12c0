import { canonicalJson } from '@touchstone/contracts';

/** One version after the other, as they were published. */
type Versions = readonly {
  readonly value: { readonly version: number };
  readonly withdrawnAt?: string;
}[];

/** True when the last version says the same, and still counts. */
export const isPublished = (versions: Versions, wish: object): boolean => {
  const last = versions.at(-1);
  if (!last || last.withdrawnAt !== undefined) return false;
  return canonicalJson(last.value) === canonicalJson({ ...wish, version: last.value.version });
};

export const nextVersion = (versions: Versions): number =>
  1 + Math.max(0, ...versions.map(({ value }) => value.version));
