import { BusSaturated } from '../errors';
import type { OutgoingMessage, PublishReceipt } from '../port';
import type { BusDatabase, Statement } from './database';
import { packMessages, separator, type PackedMessages } from './packed-messages';
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

interface Call {
  readonly packed: PackedMessages;
  resolve(receipt: PublishReceipt): void;
  reject(error: unknown): void;
}

interface Lane {
  readonly topic: Topic;
  readonly waiting: Call[];
  flushing: boolean;
}

const publishBatch: Statement = {
  name: 'publish',
  text: 'SELECT $schema.publish($1, $2, $3, $4, $5, $6, $7) AS ends',
};

/** One flush per topic is under way at a time: concurrent calls join the next one, and keep the order of their calls. */
export class Publisher {
  private readonly lanes = new Map<string, Lane>();
  private readonly waiting = { messages: 0, bytes: 0 };

  constructor(
    private readonly database: BusDatabase,
    private readonly topics: Topics,
    private readonly limits: PublishLimits,
    private readonly onFlushed: () => void,
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
    const packed = packMessages(messages, topic.partitions);
    this.admit(packed);
    let lane = this.lanes.get(name);
    if (!lane) this.lanes.set(name, (lane = { topic, waiting: [], flushing: false }));
    const { waiting } = lane;
    const stored = new Promise<PublishReceipt>((resolve, reject) => waiting.push({ packed, resolve, reject }));
    if (!lane.flushing) void this.drainLane(lane);
    return stored;
  }

  private admit({ count, bytes }: PackedMessages): void {
    const { waiting, limits } = this;
    const crowded = waiting.messages + count > limits.waitingMessages || waiting.bytes + bytes > limits.waitingBytes;
    // Alone, a call is taken whatever its size.
    if (crowded && waiting.messages > 0) throw new BusSaturated(waiting.messages, waiting.bytes);
    waiting.messages += count;
    waiting.bytes += bytes;
  }

  private async drainLane(lane: Lane): Promise<void> {
    lane.flushing = true;
    // Calls of the same turn of the event loop share the first flush.
    await new Promise(setImmediate);
    while (lane.waiting.length > 0) await this.flush(lane.topic, takeFlush(lane.waiting, this.limits));
    lane.flushing = false;
  }

  private async flush(topic: Topic, calls: readonly Call[]): Promise<void> {
    const { counts, values } = flushValues(
      topic,
      calls.map(({ packed }) => packed),
    );
    try {
      const { rows } = await this.database.query<{ ends: string[] }>(publishBatch, values);
      const next = (rows[0]?.ends ?? []).map((end, partition) => Number(end) - (counts[partition] ?? 0));
      for (const call of calls) call.resolve(receiptOf(topic.topic, call.packed, next));
      this.onFlushed();
    } catch (error) {
      for (const call of calls) call.reject(error);
    }
    for (const { packed } of calls) {
      this.waiting.messages -= packed.count;
      this.waiting.bytes -= packed.bytes;
    }
  }
}

const takeFlush = (waiting: Call[], limits: PublishLimits): readonly Call[] => {
  let messages = 0;
  let bytes = 0;
  const beyond = waiting.findIndex(({ packed }, index) => {
    messages += packed.count;
    bytes += packed.bytes;
    return index > 0 && (messages > limits.flushMessages || bytes > limits.flushBytes);
  });
  return waiting.splice(0, beyond < 0 ? waiting.length : beyond);
};

const flushValues = (topic: Topic, parts: readonly PackedMessages[]) => {
  const counts = new Array<number>(topic.partitions).fill(0);
  for (const { partitions } of parts)
    for (const partition of partitions) counts[partition] = (counts[partition] ?? 0) + 1;
  // The function knows where each partition ends after the flush, so places count back from there.
  const place = counts.map((count) => -count);
  const partitions = parts.flatMap((part) => part.partitions);
  const places = partitions.map((partition) => {
    const at = place[partition] as number;
    place[partition] = at + 1;
    return at;
  });
  const joined = (column: 'keys' | 'events' | 'datas') => parts.flatMap((part) => part[column]).join(separator);
  const values = [
    topic.id,
    `{${counts}}`,
    `{${partitions}}`,
    `{${places}}`,
    joined('keys'),
    joined('events'),
    joined('datas'),
  ];
  return { counts, values };
};

/** Advances `next` past the messages of this call. */
const receiptOf = (topic: string, { partitions }: PackedMessages, next: number[]): PublishReceipt => {
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
