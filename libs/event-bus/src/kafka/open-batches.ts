import type { KafkaMessage } from 'kafkajs';
import type { Fetch, Portion } from '../postgres/fetch';
import { planFetch } from '../postgres/fetch-plan';
import type { Holding, OwnedPartition } from '../postgres/owned-partition';
import { decodeMessage } from './wire';

interface OpenBatch {
  readonly messages: readonly KafkaMessage[];
  /** Index of the next message to hand out. */
  at: number;
  inHand: number;
  settle(isHandled: boolean): void;
  fail(error: Error): void;
}

const sizeOf = ({ value, key, headers }: KafkaMessage): number => {
  let bytes = (value?.length ?? 0) + (key?.length ?? 0);
  for (const name in headers) bytes += headers[name]?.length ?? 0;
  return bytes;
};

/**
 * What kafkajs has fetched and our consumer has not handled yet. kafkajs fetches again when all batches of the last fetch are
 * settled, so a batch stays open until its last message is committed: that bounds the memory, and a member that must give its
 * partitions up does so between two chunks.
 */
export class OpenBatches {
  private readonly open = new Map<string, OpenBatch>();

  get size(): number {
    return this.open.size;
  }

  /** Resolves true when everything is handled, false when the rest was dropped; rejects with the error of a release. */
  add(name: string, messages: readonly KafkaMessage[]): Promise<boolean> {
    return new Promise<boolean>((resolve, reject) => {
      const batch: OpenBatch = {
        ...{ messages, at: 0, inHand: 0 },
        settle: (isHandled) => {
          if (this.open.get(name) === batch) this.open.delete(name);
          resolve(isHandled);
        },
        fail: reject,
      };
      this.open.set(name, batch);
    });
  }

  /** Drops everything. With an error, kafkajs is told that the group must be joined again. */
  release(error?: Error): void {
    const batches = [...this.open.values()];
    this.open.clear();
    for (const batch of batches) {
      if (error) batch.fail(error);
      else batch.settle(false);
    }
  }

  /** Takes the next chunk over all held partitions and moves their `fetchNext`. */
  fetchFrom(holding: Holding, maxChunk: number, maxBytes: number): Fetch {
    let turn = 0;
    return async () => {
      const waiting = [...holding.values()].flatMap((of) => {
        const batch = this.open.get(of.name);
        return batch && batch.at < batch.messages.length ? [{ of, batch }] : [];
      });
      const backlogs = waiting.map(({ of, batch }) => ({ of, head: of.fetchNext + batch.messages.length - batch.at }));
      const portions: Portion[] = [];
      let bytes = 0;
      for (const { of, from, upto } of planFetch(backlogs, maxChunk, turn++)) {
        if (bytes >= maxBytes) break;
        const taken = this.take(of, upto - from, maxBytes - bytes);
        bytes += taken.bytes;
        portions.push(taken.portion);
      }
      return portions;
    };
  }

  private take(of: OwnedPartition, count: number, room: number): { portion: Portion; bytes: number } {
    const batch = this.open.get(of.name) as OpenBatch;
    const start = batch.at;
    let bytes = 0;
    while (batch.at < start + count && bytes < room) bytes += sizeOf(batch.messages[batch.at++] as KafkaMessage);
    const taken = batch.messages.slice(start, batch.at);
    of.fetchNext = Number(taken.at(-1)?.offset ?? of.fetchNext - 1) + 1;
    batch.inHand += 1;
    const done = () => {
      batch.inHand -= 1;
      if (batch.inHand === 0 && batch.at === batch.messages.length) batch.settle(true);
    };
    const messages = taken.map((message) => decodeMessage(of.topic.topic, of.partition, message));
    return { portion: { of, messages, next: of.fetchNext, done }, bytes };
  }
}
