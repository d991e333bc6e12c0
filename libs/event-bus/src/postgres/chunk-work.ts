import type { Poison } from '../port';
import { parkedBy, toChunk, type Chunk } from './chunk';
import { commitChunk, type Parked } from './commit';
import type { ConsumerContext } from './consumer-context';
import type { Portion } from './fetch';
import { isHeld } from './owned-partition';

export interface Delivered {
  /** How often the handler was called. */
  readonly attempt: number;
  readonly poisons: readonly Poison[];
}

/** Hands the chunk over until the handler succeeds; undefined when the consumer stops first. */
export const deliver = (context: ConsumerContext, chunk: Chunk): Promise<Delivered | undefined> =>
  context.whileRunning(async (attempt) => {
    const { membership, handle, signal } = context;
    // After a pause of this process somebody else may hold the partitions.
    if (!membership.isCurrent()) await membership.beat();
    const messages = chunk.live.filter((message) => {
      const of = chunk.ownerOf(message);
      return of !== undefined && isHeld(membership.holding, of);
    });
    const poisons = messages.length > 0 ? await handle(messages, { signal }) : [];
    return { attempt, poisons };
  });

/** Handles a chunk and commits it, together with what is parked. */
export const workOff = (context: ConsumerContext, portions: readonly Portion[]): Promise<void> =>
  handleAndCommit(context, portions).finally(() => portions.forEach(({ done }) => done?.()));

const handleAndCommit = async (context: ConsumerContext, portions: readonly Portion[]): Promise<void> => {
  const { database, group, membership } = context;
  const chunk = toChunk(portions.filter(({ of }) => isHeld(membership.holding, of)));
  const delivered = await deliver(context, chunk);
  if (!delivered) return;
  const poisoned = parkedBy(chunk, delivered.poisons, delivered.attempt);
  // What was lost meanwhile was not handed to the handler either.
  const nexts = chunk.nexts.filter(({ of }) => isHeld(membership.holding, of));
  if (nexts.length === 0) return;
  const isOurs = await context.whileDraining(() =>
    commitChunk(database, group, nexts, [...chunk.waiting, ...poisoned]),
  );
  if (!isOurs) return;
  membership.lose(nexts.map(({ of }) => of).filter((of) => !isOurs(of)));
  context.onCommitted?.(nexts.filter(({ of }) => isOurs(of)));
  for (const parked of poisoned) if (parked.state === 'parked' && isOurs(parked.of)) block(context, parked);
};

const block = ({ onStatus }: ConsumerContext, { of, message, reason }: Parked) => {
  // The next step reads what is written down: a message that comes again after a rewind may be settled already.
  of.parked.set(message.key, 'draining');
  onStatus({ kind: 'parked', topic: message.topic, partition: message.partition, offset: message.offset, reason });
};
