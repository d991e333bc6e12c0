import {
  touchpointsTopic,
  type EventCodec,
  type ImportedLines,
  type IngestAnswer,
  type Json,
  type JsonObject,
} from '@touchstone/contracts';
import type { EventBus, PublishReceipt } from '@touchstone/event-bus';
import type { RejectedRequest } from '../access/keep-rejections';
import type { Source } from '../access/source';
import type { SourceActivity } from '../access/source-activity.worker';
import type { SourceLimits } from '../access/source-limits';
import type { Identify } from '../mapping/participants';
import { segmentFormat, type EventFormat } from '../mapping/statement';
import { judgeAll, type Judged } from './judge';
import type { TakenLines } from '../receipts/imports.tables';
import type { ActivePlans } from '../tracking-plans/active-plans';
import type { ActivePlan } from '../tracking-plans/plan';
import type { CountViolations } from '../tracking-plans/plan-metrics';
import type { HeldEvent } from '../tracking-plans/quarantine.tables';
import type { IngestMetrics } from './ingest-metrics';
import { limitedSource, refusedRequest } from './refused-request';

export interface IngestParts {
  readonly identify: (source: Source) => Identify;
  readonly digest: (text: string) => string;
  readonly eventId: (sourceId: string, emitterId: string) => string;
  readonly newId: () => string;
  readonly codec: Pick<EventCodec, 'seal'>;
  readonly bus: Pick<EventBus, 'publish'>;
  /** Keeps rejected events, sealed, before the answer is given; answers the id of each that is kept. */
  readonly keep: (rejected: RejectedRequest) => Promise<readonly (string | undefined)[]>;
  readonly limits: SourceLimits;
  readonly activity: Pick<SourceActivity, 'count'>;
  readonly imports: Imports;
  readonly plans: Plans;
  readonly metrics: IngestMetrics;
  readonly atCrashPoint?: ((point: GatewayCrashPoint) => void) | undefined;
}

/** What is written down of an import for its receipt. */
export interface Imports {
  /** The source that used the id first. */
  readonly begin: (importId: string, sourceId: string) => Promise<string>;
  readonly record: (lines: TakenLines) => Promise<void>;
}

/** Tracking plans of the sources, and what becomes of events that break them. */
export interface Plans extends ActivePlans {
  readonly hold: (held: readonly HeldEvent[]) => Promise<void>;
  readonly counted: CountViolations;
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
  /** These events were refused for now before, and counted then. */
  readonly isAgain?: boolean;
}

/** Answers when every accepted event is durable on the bus and every rejected one is kept; throws when that cannot be. */
export const ingest = async (
  parts: IngestParts,
  { source, format = segmentFormat, events, sentAt, imported, lines, receivedAt, traceparent, isAgain }: Delivery,
): Promise<{ answer: IngestAnswer; receipt: PublishReceipt }> => {
  const wait = await parts.limits.admit(source, events.length);
  if (wait !== undefined) {
    if (!isAgain) parts.activity.count(source.id, receivedAt, { limited: events.length });
    throw limitedSource(wait);
  }
  if (lines && (await parts.imports.begin(lines.id, source.id)) !== source.id) throw refusedRequest('wrong-import');
  const plan = await parts.plans.of(source.id);
  const judged = judgeAll(events, {
    format,
    plan,
    sourceId: source.id,
    received: { receivedAt, sentAt, imported },
    identify: parts.identify(source),
    digest: parts.digest,
    eventId: parts.eventId,
    newId: parts.newId,
    traceparent,
    lines,
  });
  const { accepted, rejected, quarantined } = judged;
  const at = new Date(receivedAt);
  const kept = rejected.length > 0 ? await parts.keep({ source, rejected, at, imported }) : [];
  if (plan && quarantined.length > 0) await hold(parts, plan, quarantined);
  const receipt = await publish(parts, accepted);
  // After the publication: a line that is written down as accepted must really be on its way.
  if (lines) await parts.imports.record(takenLines(lines, judged, kept));
  parts.metrics.accepted(accepted.length);
  for (const { code } of rejected) parts.metrics.rejected(code);
  if (plan && judged.violations > 0) parts.plans.counted(source.id, plan.mode, judged.violations);
  const notKept = kept.filter((id) => id === undefined).length;
  parts.activity.count(source.id, receivedAt, { received: events.length, rejected: rejected.length, notKept });
  return { answer: answerOf(events.length, judged), receipt };
};

const answerOf = (received: number, { accepted, rejected, quarantined, withoutId }: Judged): IngestAnswer => ({
  success: true,
  ok: true,
  received,
  accepted: accepted.length,
  rejected: rejected.map(({ event: _, ...rejection }) => rejection),
  ...(quarantined.length > 0 && {
    quarantined: quarantined.map(({ index, messageId, violation: { detail } }) => ({
      index,
      ...(messageId !== undefined && { messageId }),
      code: 'plan-violation' as const,
      detail,
    })),
  }),
  ...(withoutId.length > 0 && { withoutId }),
});

const hold = async (parts: IngestParts, { version }: ActivePlan, held: Judged['quarantined']): Promise<void> => {
  const sealed = await parts.codec.seal(held.map(({ event }) => event));
  await parts.plans.hold(
    sealed.map((event, at) => ({ event, version, key: held[at]!.key, violation: held[at]!.violation })),
  );
};

const takenLines = (
  { id, lines, rejected: unfit }: ImportedLines,
  { accepted, quarantined, rejected }: Judged,
  kept: readonly (string | undefined)[],
): TakenLines => ({
  importId: id,
  // A line that is held back is on its way until somebody decides: its receipt waits for it.
  accepted: [...accepted, ...quarantined].map(({ event }) => event.metadata.import!.line),
  rejected: [...unfit, ...rejected.map(({ index, code }, at) => ({ line: lines[index]!, code, rejection: kept[at] }))],
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
