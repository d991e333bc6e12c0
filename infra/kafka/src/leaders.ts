import { Kafka, logLevel, type Admin } from 'kafkajs';

const ask = async <T>(brokers: string, question: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await question(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Id of the node that leads each partition of a topic, by partition; -1 where none does. Throws while no broker answers. */
export const leadersOf = (brokers: string, topic: string): Promise<number[]> =>
  ask(brokers, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((one) => one.partitions);
    return partitions.sort((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
  });

/** The offset behind the last message of each partition, by partition. */
export const endsOf = (brokers: string, topic: string): Promise<number[]> =>
  ask(brokers, async (admin) => {
    const partitions = await admin.fetchTopicOffsets(topic);
    return partitions.sort((a, b) => a.partition - b.partition).map(({ high }) => Number(high));
  });
