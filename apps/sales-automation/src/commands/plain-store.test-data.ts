import type { EventCodec, EventData } from '@touchstone/contracts';
import { modelEventStore, type EventStore } from '@touchstone/event-store';

/** Seals nothing: for decisions on a store in memory. */
export const plainCodec: EventCodec = {
  seal: async (events) => events.map((event) => ({ ...event, data: JSON.stringify(event.data) })),
  open: async (events) =>
    events.map((event) => ({ ...event, data: JSON.parse(event.data) as Record<string, unknown> })),
};

/** A store in memory, and a way to say what happened before. */
export const plainStore = () => {
  const store: EventStore = modelEventStore();
  const happened = async (stream: string, data: unknown, time = '2026-01-01T00:00:00.000Z'): Promise<void> => {
    const metadata = { source: 'sales-automation', time, participants: [] };
    const event = { ...(data as EventData), id: crypto.randomUUID(), metadata };
    await store.append(stream, await plainCodec.seal([event]), 'any');
  };
  return { store, codec: plainCodec, happened };
};

/** One identity for everybody. */
export const identify = ({ type }: { readonly type: string }) => ({ type, identity: 'a'.repeat(32) }) as never;
