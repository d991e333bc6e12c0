import type { PlainRecorded } from '@touchstone/contracts';
import type { Pool, PoolClient } from 'pg';
import { describeFailure, isFaultOfAnEvent } from './failures';
import { recordedOf } from './opened-page';
import type { Opened, Projection, Spoiled } from './projection';
import type { SlotMemory } from './slot-memory';
import { inTransaction } from './transaction';

export interface BatchWriter {
  readonly pool: Pool;
  readonly leaseMs: number;
  readonly projection: Projection;
  readonly concurrent: boolean;
  readonly memory: SlotMemory;
  readonly owns: (key: string) => boolean;
  /** Moves the checkpoint in the transaction; `last` for the end of the batch. */
  readonly checkpoint: (client: PoolClient, position: string, last: boolean) => Promise<void>;
  readonly spoiled: (spoiled: Spoiled) => void;
  /** Told just before the COMMIT. */
  readonly committing?: () => void;
}

const reasonOf = (error: Error): string => describeFailure(error);

/** What could not be opened is spoiled; the rest goes to the projection, in the order of the store. */
const writeOnce = (writer: BatchWriter, batch: readonly Opened[], end: string, last: boolean) =>
  inTransaction(writer.pool, writer.leaseMs, async (client) => {
    const events: PlainRecorded[] = [];
    const unreadable: Spoiled[] = [];
    for (const opened of batch) {
      if ('event' in opened) events.push(opened.event);
      else unreadable.push({ event: opened.recorded, reason: reasonOf(opened.error) });
    }
    const { owns, concurrent, memory } = writer;
    if (events.length > 0) await writer.projection.write({ client, events, owns, concurrent, memory });
    if (unreadable.length > 0) await writer.projection.spoil(client, unreadable);
    await writer.checkpoint(client, end, last);
    writer.committing?.();
    for (const one of unreadable) writer.spoiled(one);
  });

const spoilOne = (writer: BatchWriter, one: Opened, failure: unknown, end: string, last: boolean) => {
  const spoiled = { event: recordedOf(one), reason: describeFailure(failure) };
  return inTransaction(writer.pool, writer.leaseMs, async (client) => {
    await writer.projection.spoil(client, [spoiled]);
    await writer.checkpoint(client, end, last);
    writer.spoiled(spoiled);
  });
};

/**
 * Writes a batch and its checkpoint in one transaction. When an event is to blame for a failure, halves commit apart until
 * it is alone, and its identities are marked; throws TransactionFailed when the database is to blame.
 */
export const writeBatch = async (
  writer: BatchWriter,
  batch: readonly Opened[],
  end: string,
  last = true,
): Promise<void> => {
  try {
    await writeOnce(writer, batch, end, last);
  } catch (failure) {
    writer.memory.forget();
    if (batch.length === 0 || !isFaultOfAnEvent(failure)) throw failure;
    if (batch.length === 1) return spoilOne(writer, batch[0] as Opened, failure, end, last);
    const middle = batch.length >> 1;
    const left = batch.slice(0, middle);
    await writeBatch(writer, left, recordedOf(left[middle - 1] as Opened).position, false);
    await writeBatch(writer, batch.slice(middle), end, last);
  }
};
