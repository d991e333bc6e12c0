import { Kafka, logLevel } from 'kafkajs';

/** Id of the node that leads each partition of a topic, by partition; -1 where none does. Throws while no broker answers. */
export const leadersOf = async (brokers: string, topic: string): Promise<number[]> => {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((one) => one.partitions);
    return partitions.sort((a, b) => a.partitionId - b.partitionId).map(({ leader }) => leader);
  } finally {
    await admin.disconnect();
  }
};
