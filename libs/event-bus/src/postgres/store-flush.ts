import type { BusDatabase, Statement } from './database';
import { packMessages, separator, type PackedMessages } from './packed-messages';
import type { Carrier } from './publisher';
import type { Topic } from './topics';

const publishBatch: Statement = {
  name: 'publish',
  text: 'SELECT $schema.publish($1, $2, $3, $4, $5, $6, $7) AS ends',
};

/** Messages become rows, a flush one statement. */
export const tableCarrier = (database: BusDatabase, onFlushed: () => void): Carrier<PackedMessages> => ({
  pack: packMessages,
  store: async (topic, parts) => {
    const { counts, values } = flushValues(topic, parts);
    const { rows } = await database.query<{ ends: string[] }>(publishBatch, values);
    onFlushed();
    return (rows[0]?.ends ?? []).map((end, partition) => Number(end) - (counts[partition] ?? 0));
  },
});

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
