import { BusSaturated } from '../errors';
import type { OutgoingMessage, PublishReceipt } from '../port';
import type { Topic, Topics } from './topics';

export interface PublishLimits {
  /** Messages and bytes (UTF-16 units) of one flush; one call is never divided. */
  readonly flushMessages: number;
  readonly flushBytes: number;
  /** What may wait before publish throws BusSaturated. */
  readonly waitingMessages: number;
  readonly waitingBytes: number;
}
export const defaultPublishLimits: PublishLimits = {
  flushMessages: 1_000,
  flushBytes: 4 << 20,
  waitingMessages: 20_000,
  waitingBytes: 64 << 20,
};

interface Call<Packed> {
  readonly packed: Packed;
  resolve(receipt: PublishReceipt): void;
  reject(error: unknown): void;
}

interface Lane<Packed> {
  readonly topic: Topic;
  readonly waiting: Call<Packed>[];
  flushing: boolean;
}

/** How one kind of bus takes messages. */
export interface Carrier<Packed extends Pack> {
  /** Throws BusRefused for messages that it cannot carry. */
  pack(messages: readonly OutgoingMessage[], partitions: number): Packed;
  /** Stores one flush; answers per partition the offset of its first message. */
  store(topic: Topic, parts: readonly Packed[]): Promise<number[]>;
}

export interface Pack {
  readonly count: number;
  readonly bytes: number;
  /** Of each message. */
  readonly partitions: readonly number[];
}

/** One flush per topic is under way at a time: concurrent calls join the next one, and keep the order of their calls. */
export class Publisher<Packed extends Pack> {
  private readonly lanes = new Map<string, Lane<Packed>>();
  private readonly waiting = { messages: 0, bytes: 0 };

  constructor(
    private readonly carrier: Carrier<Packed>,
    private readonly topics: Topics,
    private readonly limits: PublishLimits,
  ) {}

  async publish(messages: readonly OutgoingMessage[]): Promise<PublishReceipt> {
    const [first] = messages;
    if (!first) return {};
    if (messages.every(({ topic }) => topic === first.topic)) return this.publishTo(first.topic, messages);
    const names = [...new Set(messages.map(({ topic }) => topic))];
    for (const name of names) await this.topics.get(name);
    const receipts = names.map((name) =>
      this.publishTo(
        name,
        messages.filter(({ topic }) => topic === name),
      ),
    );
    return Object.assign({}, ...(await Promise.all(receipts))) as PublishReceipt;
  }

  private async publishTo(name: string, messages: readonly OutgoingMessage[]): Promise<PublishReceipt> {
    // No turn of the event loop in between for a topic that is known: calls keep their order.
    const topic = this.topics.known(name) ?? (await this.topics.get(name));
    const packed = this.carrier.pack(messages, topic.partitions);
    this.admit(packed);
    let lane = this.lanes.get(name);
    if (!lane) this.lanes.set(name, (lane = { topic, waiting: [], flushing: false }));
    const { waiting } = lane;
    const stored = new Promise<PublishReceipt>((resolve, reject) => waiting.push({ packed, resolve, reject }));
    if (!lane.flushing) void this.drainLane(lane);
    return stored;
  }

  private admit({ count, bytes }: Pack): void {
    const { waiting, limits } = this;
    const crowded = waiting.messages + count > limits.waitingMessages || waiting.bytes + bytes > limits.waitingBytes;
    // Alone, a call is taken whatever its size.
    if (crowded && waiting.messages > 0) throw new BusSaturated(waiting.messages, waiting.bytes);
    waiting.messages += count;
    waiting.bytes += bytes;
  }

  private async drainLane(lane: Lane<Packed>): Promise<void> {
    lane.flushing = true;
    // Calls of the same turn of the event loop share the first flush.
    await new Promise(setImmediate);
    while (lane.waiting.length > 0) await this.flush(lane.topic, takeFlush(lane.waiting, this.limits));
    lane.flushing = false;
  }

  private async flush(topic: Topic, calls: readonly Call<Packed>[]): Promise<void> {
    const parts = calls.map(({ packed }) => packed);
    try {
      const next = await this.carrier.store(topic, parts);
      for (const call of calls) call.resolve(receiptOf(topic.topic, call.packed, next));
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
    for (const { packed } of calls) {
      this.waiting.messages -= packed.count;
      this.waiting.bytes -= packed.bytes;
    }
  }
}

const takeFlush = <Packed extends Pack>(waiting: Call<Packed>[], limits: PublishLimits): readonly Call<Packed>[] => {
  let messages = 0;
  let bytes = 0;
  const beyond = waiting.findIndex(({ packed }, index) => {
    messages += packed.count;
    bytes += packed.bytes;
    return index > 0 && (messages > limits.flushMessages || bytes > limits.flushBytes);
  });
  return waiting.splice(0, beyond < 0 ? waiting.length : beyond);
};

/** Advances `next` past the messages of this call. */
const receiptOf = (topic: string, { partitions }: Pack, next: number[]): PublishReceipt => {
  const receipt: Record<string, [number, number]> = {};
  for (const partition of partitions) {
    const offset = next[partition] as number;
    next[partition] = offset + 1;
    const name = `${topic}/${partition}`;
    const range = receipt[name];
    if (range) range[1] = offset;
    else receipt[name] = [offset, offset];
  }
  return receipt;
};
