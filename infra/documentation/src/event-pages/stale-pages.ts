/** What of a folder differs from the pages that it should hold. */
export const stalePages = (wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] => {
  const names = new Set([...wanted.keys(), ...found.keys()]);
  return [...names].sort().flatMap((name) => {
    if (!wanted.has(name)) return [`${name} is of no event any more`];
    if (!found.has(name)) return [`${name} is missing`];
    return wanted.get(name) === found.get(name) ? [] : [`${name} is stale`];
  });
};
