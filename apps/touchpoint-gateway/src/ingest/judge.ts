import type { EventMetadata, ImportedLines, Json, PlainEvent, Rejection } from '@touchstone/contracts';
import { mapMessage } from '../mapping/map-message';
import type { Identify } from '../mapping/participants';
import { Refusal } from '../mapping/refusal';
import type { EventFormat } from '../mapping/statement';
import type { Received } from '../mapping/timestamps';
import type { ActivePlan, Violation } from '../tracking-plans/plan';
import { excessOf } from './measure';

export interface Judge {
  readonly format: EventFormat;
  readonly sourceId: string;
  readonly received: Received;
  readonly identify: Identify;
  readonly digest: (text: string) => string;
  /** `eventIdOf` of contracts, or what answers the same. */
  readonly eventId: (sourceId: string, emitterId: string) => string;
  /** A new UUIDv7, for an event that came without an id. */
  readonly newId: () => string;
  readonly traceparent: string;
  readonly lines?: ImportedLines | undefined;
  /** Of the source, where it has one. */
  readonly plan?: ActivePlan | undefined;
}

export interface Judged {
  readonly accepted: readonly { readonly key: string; readonly event: PlainEvent }[];
  readonly rejected: readonly (Rejection & { readonly event: Json })[];
  readonly withoutId: readonly number[];
  /** Held back by the tracking plan. */
  readonly quarantined: readonly {
    readonly index: number;
    readonly messageId?: string;
    readonly key: string;
    readonly event: PlainEvent;
    readonly violation: Violation;
  }[];
  /** Events that broke the tracking plan, whatever became of them. */
  readonly violations: number;
}

const tooMuch = {
  'too-deep': new Refusal('too-deep', 'The event is nested deeper than 64 levels.'),
  'too-large': new Refusal('too-large', 'The event is larger than 256 KiB.'),
};

interface Fit {
  readonly hasId: boolean;
  readonly key: string;
  readonly event: PlainEvent;
  readonly violation?: Violation | undefined;
}

const judgeOne = (sent: Json, index: number, judge: Judge, receivedAt: string): Fit | Refusal => {
  const excess = excessOf(sent);
  if (excess) return tooMuch[excess];
  const statement = judge.format.statementOf(sent, index);
  if (statement instanceof Refusal) return statement;
  const { message, identifiers, emitterId, content } = statement;
  const touchpoint = mapMessage(message, judge, identifiers);
  if (touchpoint instanceof Refusal) return touchpoint;
  const violation = judge.plan?.violationOf(message);
  if (violation && judge.plan?.mode === 'reject') return new Refusal('plan-violation', violation.detail);
  const { type, schemaVersion, data, time, participants, primary } = touchpoint;
  const metadata: EventMetadata = {
    source: judge.sourceId,
    time,
    receivedAt,
    participants,
    digest: judge.digest(content),
    traceparent: judge.traceparent,
    ...(judge.received.imported && { imported: true }),
    ...(judge.lines && { import: { id: judge.lines.id, line: judge.lines.lines[index]! } }),
  };
  const id = emitterId === undefined ? judge.newId() : judge.eventId(judge.sourceId, emitterId);
  const event = { id, type, schemaVersion, data, metadata };
  return { hasId: emitterId !== undefined, key: primary, event, violation };
};

/** Judges each event for itself: one bad event never costs its neighbours. */
export const judgeAll = (events: readonly Json[], judge: Judge): Judged => {
  const accepted: Judged['accepted'][number][] = [];
  const rejected: Judged['rejected'][number][] = [];
  const quarantined: Judged['quarantined'][number][] = [];
  const withoutId: number[] = [];
  let violations = 0;
  const receivedAt = new Date(judge.received.receivedAt).toISOString();
  for (const [index, event] of events.entries()) {
    const judged = judgeOne(event, index, judge, receivedAt);
    if (judged instanceof Refusal) {
      if (judged.code === 'plan-violation') violations++;
      rejected.push({ index, ...shownId(judge.format.idOf(event)), code: judged.code, detail: judged.detail, event });
      continue;
    }
    const { hasId, key, event: touchpoint, violation } = judged;
    if (!hasId) withoutId.push(index);
    if (violation) violations++;
    if (violation && judge.plan?.mode === 'quarantine')
      quarantined.push({ index, ...shownId(judge.format.idOf(event)), key, event: touchpoint, violation });
    else accepted.push({ key, event: touchpoint });
  }
  return { accepted, rejected, quarantined, withoutId, violations };
};

const shownId = (id: string | undefined): { messageId?: string } =>
  id === undefined ? {} : { messageId: id.slice(0, 100) };
