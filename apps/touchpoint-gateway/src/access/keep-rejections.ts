import type { Json, Rejection } from '@touchstone/contracts';
import type { AccessPool } from './access-schema.tables';
import { rejectedKey } from './rejected-key';
import { dayOf, sealRejections, type RejectionParts } from './rejection-box';
import { insertRejections } from './rejections.tables';
import type { Source } from './source';
import type { Identify } from '../mapping/participants';

export interface Keeping extends RejectionParts {
  readonly pool: AccessPool;
  readonly identify: (source: Source) => Identify;
}

export interface RejectedRequest {
  readonly source: Source;
  readonly rejected: readonly (Rejection & { readonly event: Json })[];
  readonly at: Date;
  readonly imported: boolean;
}

/** Keeps rejected events, sealed; answers the id of each, undefined beyond the quota of its source and day. */
export const keepRejections = (parts: Keeping) => {
  // What is full stays full until the day or the quota changes: a broken emitter then costs neither sealing nor a write.
  const full = new Map<string, string>();
  return async ({ source, rejected, at, imported }: RejectedRequest): Promise<readonly (string | undefined)[]> => {
    const until = `${dayOf(at)} ${source.rejectionsPerDay}`;
    if (full.get(source.id) === until) return rejected.map(() => undefined);
    const identify = parts.identify(source);
    const keyed = rejected.map((one) => ({ ...one, key: rejectedKey(one.event, identify) }));
    const sealed = await sealRejections(parts, { sourceId: source.id, at, imported }, keyed);
    const request = { sourceId: source.id, perDay: source.rejectionsPerDay, imported };
    const kept = await insertRejections(parts.pool, request, sealed);
    if (sealed.some(({ id }) => !kept.has(id))) full.set(source.id, until);
    return sealed.map(({ id }) => (kept.has(id) ? id : undefined));
  };
};
