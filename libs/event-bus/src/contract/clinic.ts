import type { BusMessage, Poison } from '../port';
import type { Stage } from './cases';
import { numberOf } from './sample-messages';

/** A group whose handler refuses the messages in `bad` (by their number) of one key, until somebody takes them out. */
export const clinic = async ({ bus, group, topic }: Stage, key: string, bad: Set<number>, maxChunk?: number) => {
  const handled: BusMessage[] = [];
  const handle = async (chunk: readonly BusMessage[]): Promise<Poison[]> => {
    const poisons: Poison[] = [];
    for (const one of chunk) {
      if (poisons.some((poison) => poison.message.key === one.key)) continue;
      const isBad = one.key === key && bad.has(numberOf(one)) && !one.event.metadata.repairs;
      if (isBad) poisons.push({ message: one, reason: 'unreadable' });
      else handled.push(one);
    }
    return poisons;
  };
  const from = await bus.heads(topic);
  const resumeAt = async () => from;
  const consumer = await bus.consume({ group, topics: [topic], handle, resumeAt, ...(maxChunk ? { maxChunk } : {}) });
  return { handled, consumer };
};

/** Number and state of everything of the group, in order. */
export const states = async ({ other, group }: Stage) =>
  (await other.parking.list({ group })).items.map((one) => [numberOf(one.message), one.state]);
