import type { BusMessage, Poison } from '../port';
import type { Parked } from './commit';
import type { Portion } from './fetch';
import type { OwnedPartition } from './owned-partition';

export interface Chunk {
  /** For the handler: in order per key, without parked keys. */
  readonly live: readonly BusMessage[];
  /** Behind a parked message of their key. */
  readonly waiting: readonly Parked[];
  readonly nexts: readonly { readonly of: OwnedPartition; readonly next: number }[];
  ownerOf(message: BusMessage): OwnedPartition | undefined;
}

const behind = 'waits behind a parked event of its key';

export const toChunk = (portions: readonly Portion[]): Chunk => {
  const owners = new Map<BusMessage, OwnedPartition>();
  const live: BusMessage[] = [];
  const waiting: Parked[] = [];
  for (const { of, messages } of portions)
    for (const message of messages) {
      owners.set(message, of);
      if (!of.parked.has(message.key)) live.push(message);
      else waiting.push({ of, message, state: 'waiting', reason: behind, attempts: 0 });
    }
  const nexts = portions.map(({ of, next }) => ({ of, next }));
  return { live, waiting, nexts, ownerOf: (message) => owners.get(message) };
};

/**
 * The first poison of each key, and everything of its key behind it. A handler stops a key at its first poison, so what
 * lies behind counts as not handled, whatever it did.
 */
export const parkedBy = (chunk: Chunk, poisons: readonly Poison[], attempts: number): Parked[] => {
  const reasons = new Map(poisons.map(({ message, reason }) => [placeOf(message), reason]));
  const blocked = new Set<string>();
  return chunk.live.flatMap((message): Parked[] => {
    const of = chunk.ownerOf(message);
    if (!of) return [];
    const key = `${of.name} ${message.key}`;
    if (blocked.has(key)) return [{ of, message, state: 'waiting', reason: behind, attempts: 0 }];
    const reason = reasons.get(placeOf(message));
    if (reason === undefined) return [];
    blocked.add(key);
    return [{ of, message, state: 'parked', reason, attempts }];
  });
};

/** A handler may answer a copy of a message, so its place tells which one it is. */
export const placeOf = ({ topic, partition, offset }: BusMessage): string => `${topic}/${partition}/${offset}`;
