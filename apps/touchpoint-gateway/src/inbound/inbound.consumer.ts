import { cloudEventOfKafka, inboundGroup, inboundTopic } from '@touchstone/contracts';
import { openInbound, type BusSettings } from '@touchstone/event-bus';
import type { Log } from '@touchstone/service-host';
import type { Source } from '../access/source';
import { cloudEventFormat } from '../cloud-events/cloud-event-format';
import { newTraceparent } from '../ingest/deliver.routes';
import { ingest, type IngestParts } from '../ingest/ingest';

export interface InboundParts extends IngestParts {
  readonly now: () => number;
  readonly log: Log;
}

export interface InboundSettings {
  readonly kafka: NonNullable<BusSettings['kafka']>;
  readonly livingSources: () => Promise<Source[]>;
  readonly leaseMs?: number | undefined;
}

const lookEveryMs = 5_000;

/** A topic stands for a source, but its records still come when the source has just been revoked. */
class SourceRevoked extends Error {
  override readonly name = 'SourceRevoked';
}

/**
 * Takes CloudEvents from the topic of every living source, as `POST /events` takes a batch: who may produce to a topic is for the
 * broker's ACLs. An offset is committed when what is accepted is on the bus and what is refused is kept.
 */
export const followInbound = (parts: InboundParts, { kafka, livingSources, leaseMs }: InboundSettings) => {
  let sources: ReadonlyMap<string, Source> = new Map();
  const inbound = openInbound({
    kafka,
    group: inboundGroup,
    ...(leaseMs !== undefined && { leaseMs }),
    handle: async (topic, records, isAgain) => {
      const source = sources.get(topic);
      if (!source) throw new SourceRevoked();
      const received = records.map(cloudEventOfKafka);
      await ingest(parts, {
        source,
        format: cloudEventFormat(received),
        events: received.map(({ sent }) => sent),
        sentAt: undefined,
        imported: false,
        receivedAt: parts.now(),
        traceparent: newTraceparent(),
        isAgain,
      });
      // Only here: records that cannot be taken yet come again.
      parts.metrics.received(
        records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0),
        records.length,
      );
    },
    onStatus: (status) => parts.log[status.kind === 'paused' ? 'warn' : 'info'](status, 'inbound topics'),
  });
  const look = async () => {
    const living = await livingSources();
    sources = new Map(living.map((source) => [inboundTopic(source.id), source]));
    await inbound.follow([...sources.keys()]);
  };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const keepLooking = async () => {
    await look().catch((error: Error) => parts.log.warn({ err: error }, 'inbound topics cannot be read now'));
    if (!stopped) timer = setTimeout(() => void (looking = keepLooking()), lookEveryMs);
  };
  let looking = keepLooking();
  return {
    lag: inbound.lag,
    drain: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      await inbound.drain();
    },
  };
};
