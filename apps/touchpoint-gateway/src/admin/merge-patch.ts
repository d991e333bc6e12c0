import type { Json } from '@touchstone/contracts';
import { objectOf } from '../mapping/message';

/** RFC 7386: members of the patch replace those of the target, null takes them away. */
export const mergePatch = (target: Json, patch: Json): Json => {
  const changes = objectOf(patch);
  if (!changes) return patch;
  const merged = new Map(Object.entries(objectOf(target) ?? {}));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name) ?? null, value));
  }
  return Object.fromEntries(merged);
};
