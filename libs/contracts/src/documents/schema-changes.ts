type Schema = Readonly<Record<string, unknown>>;

/** Keywords that tell people something, but refuse nothing. */
const remarks = new Set(['$schema', 'title', 'description', 'examples']);

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What in `current` would refuse, or read differently, data that was written under `committed`. A field may be added if
 * it is optional, a list of values may grow, and what is sealed may be sealed for another role; everything else needs a new schema version with an upcast.
 */
export const incompatibleChanges = (committed: Schema, current: Schema, path = ''): string[] => {
  const keywords = new Set([...Object.keys(committed), ...Object.keys(current)]);
  return [...keywords]
    .filter((keyword) => !remarks.has(keyword))
    .flatMap((keyword) => {
      const [was, is] = [committed[keyword], current[keyword]];
      const at = `${path}/${keyword}`;
      // A box says whose it is, so what was sealed for one role is read when another one's is sealed now.
      if (keyword === 'personal' && typeof was === 'string' && typeof is === 'string') return [];
      if (keyword === 'properties' || keyword === '$defs') return changedMembers(was, is, at);
      if (keyword === 'required')
        return added(list(was), list(is)).map((field) => `${at}: ${String(field)} is required now`);
      if (keyword === 'enum') return added(list(is), list(was)).map((value) => `${at}: ${String(value)} is gone`);
      if (isSchema(was) && isSchema(is)) return incompatibleChanges(was, is, at);
      return same(was, is) ? [] : [`${at} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`];
    });
};

const added = (before: unknown[], after: unknown[]): unknown[] => after.filter((one) => !before.includes(one));

const changedMembers = (was: unknown, is: unknown, at: string): string[] => {
  const [before, after] = [isSchema(was) ? was : {}, isSchema(is) ? is : {}];
  return Object.entries(before).flatMap(([name, schema]) => {
    const now = after[name];
    if (!isSchema(now)) return [`${at}/${name} is gone`];
    return incompatibleChanges(schema as Schema, now, `${at}/${name}`);
  });
};
