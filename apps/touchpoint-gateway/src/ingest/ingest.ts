import {
  touchpointsTopic,
  type EventCodec,
  type ImportedLines,
  type IngestAnswer,
  type Json,
  type JsonObject,
} from '@touchstone/contracts';
import type { EventBus, PublishReceipt } from '@touchstone/event-bus';
import type { Source } from '../access/source';
import type { Identify } from '../mapping/participants';
import { segmentFormat, type EventFormat } from '../mapping/statement';
import { judgeAll, type Judged } from './judge';
import type { TakenLines } from '../receipts/imports.tables';
import type { IngestMetrics } from './ingest-metrics';
import { refusedRequest } from './refused-request';

export interface IngestParts {
  readonly identify: (source: Source) => Identify;
  readonly digest: (text: string) => string;
  readonly eventId: (sourceId: string, emitterId: string) => string;
  readonly newId: () => string;
  readonly codec: Pick<EventCodec, 'seal'>;
  readonly bus: Pick<EventBus, 'publish'>;
  /** Keeps rejected events, sealed, before the answer is given; answers the id of each. */
  readonly keep: (sourceId: string, rejected: Judged['rejected'], at: Date) => Promise<readonly string[]>;
  readonly imports: Imports;
  readonly metrics: IngestMetrics;
  readonly atCrashPoint?: ((point: GatewayCrashPoint) => void) | undefined;
}

/** What is written down of an import for its receipt. */
export interface Imports {
  /** The source that used the id first. */
  readonly begin: (importId: string, sourceId: string) => Promise<string>;
  readonly record: (lines: TakenLines) => Promise<void>;
}

/** Where a test may kill the process: before the publication, and between it and the answer. */
export const gatewayCrashPoints = ['gateway.sealed', 'gateway.published'] as const;
export type GatewayCrashPoint = (typeof gatewayCrashPoints)[number];

export interface Delivery {
  readonly source: Source;
  /** Of the events; Segment's unless told. */
  readonly format?: EventFormat;
  readonly events: readonly Json[];
  readonly sentAt: JsonObject[string];
  readonly imported: boolean;
  readonly lines?: ImportedLines | undefined;
  readonly receivedAt: number;
  readonly traceparent: string;
}

/** Answers when every accepted event is durable on the bus and every rejected one is kept; throws when that cannot be. */
export const ingest = async (
  parts: IngestParts,
  { source, format = segmentFormat, events, sentAt, imported, lines, receivedAt, traceparent }: Delivery,
): Promise<{ answer: IngestAnswer; receipt: PublishReceipt }> => {
  if (lines && (await parts.imports.begin(lines.id, source.id)) !== source.id) throw refusedRequest('wrong-import');
  const { accepted, rejected, withoutId } = judgeAll(events, {
    format,
    sourceId: source.id,
    received: { receivedAt, sentAt, imported },
    identify: parts.identify(source),
    digest: parts.digest,
    eventId: parts.eventId,
    newId: parts.newId,
    traceparent,
    lines,
  });
  const kept = rejected.length > 0 ? await parts.keep(source.id, rejected, new Date(receivedAt)) : [];
  const receipt = await publish(parts, accepted);
  // After the publication: a line that is written down as accepted must really be on its way.
  if (lines) await parts.imports.record(takenLines(lines, { accepted, rejected }, kept));
  parts.metrics.accepted(accepted.length);
  for (const { code } of rejected) parts.metrics.rejected(code);
  const answer: IngestAnswer = {
    success: true,
    ok: true,
    received: events.length,
    accepted: accepted.length,
    rejected: rejected.map(({ event: _, ...rejection }) => rejection),
    ...(withoutId.length > 0 && { withoutId }),
  };
  return { answer, receipt };
};

const takenLines = (
  { id, lines, rejected: unfit }: ImportedLines,
  { accepted, rejected }: Pick<Judged, 'accepted' | 'rejected'>,
  kept: readonly string[],
): TakenLines => ({
  importId: id,
  accepted: accepted.map(({ event }) => event.metadata.import!.line),
  rejected: [...unfit, ...rejected.map(({ index, code }, at) => ({ line: lines[index]!, code, rejection: kept[at]! }))],
});

const publish = async (parts: IngestParts, accepted: Judged['accepted']): Promise<PublishReceipt> => {
  const { codec, bus, metrics, atCrashPoint } = parts;
  if (accepted.length === 0) return {};
  const sealed = await codec.seal(accepted.map(({ event }) => event));
  atCrashPoint?.('gateway.sealed');
  const began = performance.now();
  const receipt = await bus.publish(
    sealed.map((event, index) => ({ topic: touchpointsTopic, key: accepted[index]!.key, event })),
  );
  atCrashPoint?.('gateway.published');
  metrics.published((performance.now() - began) / 1000);
  return receipt;
};
