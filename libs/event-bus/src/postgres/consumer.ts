import type { ConsumeOptions, Consumer } from '../port';
import { preparePartitions } from './assigned-partitions';
import type { BusDatabase } from './database';
import { fetchFrom } from './fetch';
import type { Hints } from './hints';
import { Membership, type MembershipOptions } from './membership';
import { defaultChunk, runConsumer, type Entrance } from './run-consumer';
import type { Topic } from './topics';

export interface ConsumerSettings {
  readonly leaseMs: number;
  readonly chunkBytes: number;
}

/** Joins the group; resolves when the membership is written down. */
export const startConsumer = (
  database: BusDatabase,
  hints: Hints,
  topics: readonly Topic[],
  { leaseMs, chunkBytes }: ConsumerSettings,
  options: ConsumeOptions,
): Promise<Consumer> => {
  const { group, maxChunk = defaultChunk } = options;
  const enter = (entrance: Entrance) => {
    const membership = membershipIn(database, { group, topics, leaseMs }, hints, entrance);
    return { membership, fetch: fetchFrom(database, membership.holding, maxChunk, chunkBytes) };
  };
  return runConsumer({ database, hints, enter }, options);
};

const membershipIn = (
  database: BusDatabase,
  place: Pick<MembershipOptions, 'group' | 'topics' | 'leaseMs'>,
  hints: Hints,
  { options, onStatus, ring }: Entrance,
): Membership => {
  const prepare = preparePartitions(database, options);
  return new Membership(database, {
    ...place,
    onAssigned: async (assignments) => {
      const prepared = await prepare(assignments);
      onStatus({ kind: 'assigned', partitions: prepared.map(({ name }) => name) });
      ring();
      return prepared;
    },
    onRevoked: (lost) => onStatus({ kind: 'revoked', partitions: lost.map(({ name }) => name) }),
    onChange: () => hints.send(`group ${place.group}`),
  });
};
