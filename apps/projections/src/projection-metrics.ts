import type { BatchSeen, ProjectionObserver, SharingSeen, SlotName, SlotStatus } from '@touchstone/subscriptions';
import type { Log, Tracing } from '@touchstone/service-host';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { rebuildMetrics } from './rebuild-metrics';

const labelNames = ['projection', 'slot'];
const labels = ({ projection, slot }: SlotName) => ({ projection, slot: String(slot) });

const instruments = (registry: Registry) => {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'touchstone_projection_events_total',
      help: 'Events written.',
      labelNames,
      registers,
    }),
    duration: new Histogram({
      name: 'touchstone_projection_batch_duration_seconds',
      help: 'From the begin to the commit of a batch of rows and its checkpoint.',
      labelNames,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    behindEvents: new Gauge({
      name: 'touchstone_projection_lag_events',
      help: 'Events read but not written yet by a live slot; a slot that reads alone shows its lag in seconds.',
      labelNames,
      registers,
    }),
    visible: new Histogram({
      name: 'touchstone_end_to_end_duration_seconds',
      help: 'From the receipt of a touchpoint to the commit of its rows; live slots only.',
      labelNames: ['projection'],
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    }),
    paused: new Counter({
      name: 'touchstone_projection_pauses_total',
      help: 'Batches that could not be written and were tried again.',
      labelNames,
      registers,
    }),
    readFailures: new Counter({
      name: 'touchstone_projection_read_failures_total',
      help: 'Pages that could not be read or opened and were tried again.',
      registers,
    }),
    skipped: new Counter({
      name: 'touchstone_projection_skipped_total',
      help: 'Events of a type that this program does not know.',
      labelNames: ['type'],
      registers,
    }),
    spoiled: new Counter({
      name: 'touchstone_projection_spoiled_total',
      help: 'Facts that could not be folded; their identities are marked incomplete.',
      labelNames,
      registers,
    }),
  };
};

const silentMs = 2_000;

/** A slot that does nothing at all tells nothing either, so its lag grows by itself. Level slots tell twice a second. */
const lagOfSlots = (registry: Registry) => {
  const last = new Map<string, { slot: SlotName; behindMs: number; at: number }>();
  const keyOf = (slot: SlotName) => `${slot.projection}/${slot.slot}`;
  const gauge: Gauge = new Gauge({
    name: 'touchstone_projection_lag_seconds',
    help: 'Since the last written event was recorded; 0 when the slot is level with the store; grows when it is stuck.',
    labelNames,
    registers: [registry],
    collect: () => {
      for (const { slot, behindMs, at } of last.values()) {
        const silence = performance.now() - at;
        gauge.set(labels(slot), (behindMs + (silence > silentMs ? silence : 0)) / 1000);
      }
    },
  });
  return {
    told: ({ projection, slot, behindMs }: BatchSeen) =>
      void last.set(keyOf({ projection, slot }), { slot: { projection, slot }, behindMs, at: performance.now() }),
    /** Another process holds the slot from now on, and says how far it is. */
    gone: (slot: SlotName) => {
      last.delete(keyOf(slot));
      gauge.remove(labels(slot));
    },
  };
};

const knownTypeName = /^[a-z_.]{1,80}$/;

/** How many slots this process has, and how many processes share them. */
const sharesOfSlots = (registry: Registry) => {
  const registers = [registry];
  const held = new Map<string, SlotName>();
  const known = new Set<string>();
  const keyOf = ({ projection, build, slot }: SlotName) => `${projection}/${build}/${slot}`;
  new Gauge({
    name: 'touchstone_projection_slots_held',
    help: 'Slots that this process has, also those of builds beside the ones that answer.',
    labelNames: ['projection'],
    registers,
    collect() {
      const all = [...held.values()];
      for (const name of known)
        this.set({ projection: name }, all.filter(({ projection }) => projection === name).length);
    },
  });
  const members = new Gauge({
    name: 'touchstone_projection_members',
    help: 'Processes that share the slots of the version that answers, as this one sees it.',
    labelNames: ['projection'],
    registers,
  });
  const all = new Gauge({
    name: 'touchstone_projection_slots',
    help: 'Slots of the version that answers, whoever holds them.',
    labelNames: ['projection'],
    registers,
  });
  return {
    shared: ({ projection, build, members: count, slots }: SharingSeen) => {
      known.add(projection);
      if (build !== undefined) return;
      members.set({ projection }, count);
      all.set({ projection }, slots);
    },
    changed: (slot: SlotName, { kind }: SlotStatus) => {
      if (kind === 'claimed') held.set(keyOf(slot), slot);
      else if (kind === 'released' || kind === 'lost') held.delete(keyOf(slot));
    },
  };
};

/** What happens to the slots, as metrics, log lines and spans. */
export const observeProjections = (registry: Registry, log: Log, tracing: Tracing): ProjectionObserver => {
  const seen = instruments(registry);
  const lag = lagOfSlots(registry);
  const rebuilds = rebuildMetrics(registry, log);
  const shares = sharesOfSlots(registry);
  return {
    shared: shares.shared,
    build: rebuilds.build,
    trace: (slot, traceparents, replay, work) =>
      tracing.span(`project ${slot.projection}`, traceparents, () => work(), {
        kind: 'consumer',
        replay,
        attributes: { slot: slot.slot },
      }),
    batch: (batch) => {
      if (batch.build !== undefined) return rebuilds.batch(batch);
      seen.events.inc(labels(batch), batch.events);
      if (batch.events > 0) seen.duration.observe(labels(batch), batch.durationMs / 1000);
      seen.behindEvents.set(labels(batch), batch.eventsBehind);
      lag.told(batch);
      for (const ms of batch.visibleAfterMs) seen.visible.observe({ projection: batch.projection }, ms / 1000);
    },
    status: (slot, status) => {
      shares.changed(slot, status);
      if (slot.build === undefined && status.kind === 'paused') seen.paused.inc(labels(slot));
      if (slot.build === undefined && (status.kind === 'released' || status.kind === 'lost')) lag.gone(slot);
      if (status.kind === 'paused' || status.kind === 'refused' || status.kind === 'lost')
        log.warn({ ...slot, ...status }, 'a projection does not go on');
      else log.info({ ...slot, ...status }, 'a projection changed');
    },
    readFailed: (error, retryInMs) => {
      seen.readFailures.inc();
      log.warn({ error, retryInMs }, 'a page of the store cannot be read or opened');
    },
    // A name that does not look like one of ours could hold anything.
    skipped: (type) => seen.skipped.inc({ type: knownTypeName.test(type) ? type : 'other' }),
    spoiled: (slot, eventId, reason) => {
      seen.spoiled.inc(labels(slot));
      log.error({ ...slot, eventId, reason }, 'a fact cannot be folded; its identities are marked incomplete');
    },
  };
};
