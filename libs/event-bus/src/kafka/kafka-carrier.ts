import { type Kafka, type Message, type Producer } from 'kafkajs';
import { BusRefused } from '../errors';
import { headText, partitionFor } from '../postgres/packed-messages';
import type { Carrier, Pack } from '../postgres/publisher';
import type { Topic } from '../postgres/topics';
import type { KafkaSettings } from './kafka-settings';
import { refusedByBrokers } from './refused-by-brokers';
import { encodeMessage } from './wire';

export interface KafkaPack extends Pack {
  readonly messages: readonly Message[];
}

export interface KafkaCarrier extends Carrier<KafkaPack> {
  close(): Promise<void>;
}

/** After a failure, calls are refused at once for so long: waiting in line for a dead broker helps nobody. */
const restMs = 500;

/**
 * Messages become records of an idempotent producer, a flush one request per broker. A producer that failed is thrown away:
 * whether its last records were written is unknown, and kafkajs would give their sequence numbers to the next ones, which the
 * broker would then drop as repeated.
 */
export const kafkaCarrier = (kafka: Kafka, settings: KafkaSettings): KafkaCarrier => {
  let current: Promise<Producer> | undefined;
  let rests: { readonly until: number; readonly because: Error } | undefined;

  const producer = (): Promise<Producer> => {
    if (rests && performance.now() < rests.until) throw rests.because;
    return (current ??= connected(kafka));
  };
  const giveUp = (failed: Promise<Producer> | undefined, because: Error) => {
    rests = { until: performance.now() + restMs, because };
    if (current === failed) current = undefined;
    void failed?.then((one) => one.disconnect()).catch(() => {});
  };

  return {
    pack: (messages, partitionsOfTopic) => {
      let bytes = 0;
      const partitions = messages.map((message) => partitionFor(message, partitionsOfTopic));
      const encoded = messages.map(({ key, event }, at) => {
        const message = encodeMessage(key, partitions[at] as number, event);
        bytes += event.data.length + headText(event).length;
        return message;
      });
      return { count: messages.length, bytes, partitions, messages: encoded };
    },
    store: async (topic, parts) => {
      const used = producer();
      try {
        const messages = parts.flatMap((part) => part.messages);
        return await firstOffsets(await used, topic, messages);
      } catch (error) {
        const failed = refusedByBrokers(error, settings, { operations: ['Write'], topics: [topic.topic] });
        giveUp(used, failed);
        throw isTooLarge(error) ? new BusRefused('An event is larger than the broker takes.') : failed;
      }
    },
    close: async () => {
      const last = current;
      current = undefined;
      await last?.then((one) => one.disconnect()).catch(() => {});
    },
  };
};

const connected = async (kafka: Kafka): Promise<Producer> => {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition as number,
    retry: { initialRetryTime: 150, retries: 5, maxRetryTime: 2_000 },
  });
  await producer.connect();
  return producer;
};

const firstOffsets = async (producer: Producer, topic: Topic, messages: Message[]): Promise<number[]> => {
  const answers = await producer.send({ topic: topic.topic, messages, acks: -1, timeout: 10_000 });
  const first = new Array<number>(topic.partitions).fill(-1);
  for (const { partition, baseOffset } of answers) first[partition] = Number(baseOffset ?? -1);
  // kafkajs forgets a partition whose leader moved to a broker that had answered already.
  for (const { partition } of messages)
    if ((first[partition as number] ?? -1) < 0) throw new Error(`No broker has confirmed partition ${partition}.`);
  return first;
};

const isTooLarge = (error: unknown): boolean =>
  (error as { type?: string; cause?: { type?: string } }).type === 'MESSAGE_TOO_LARGE' ||
  (error as { cause?: { type?: string } }).cause?.type === 'MESSAGE_TOO_LARGE';
