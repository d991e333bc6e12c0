import { repositoryGroup } from '@touchstone/contracts';
import type { EventBus } from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';
import { lastAnswered } from '@touchstone/service-host';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ChunkDone } from './inbox/inbox.consumer';
import type { PageDone } from './resolver/resolver.worker';

export interface RepositoryMetrics {
  readonly onChunk: (chunk: ChunkDone) => void;
  readonly onPage: (page: PageDone) => void;
  readonly onAppend: (seconds: number) => void;
}

export interface Gauged {
  readonly bus: Pick<EventBus, 'lag' | 'parking'>;
  readonly store: Pick<EventStore, 'head'>;
  readonly resolver: () => Promise<{ position: string; levelAt: Date | undefined }>;
  /** Of a store that knows what holds its watermark back; undefined where nothing does. */
  readonly oldestTransaction?: (() => Promise<{ ageMs: number } | undefined>) | undefined;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gauges are read when somebody asks for the metrics, so that they grow when a stage is stuck. */
export const repositoryMetrics = (registry: Registry, gauged: Gauged): RepositoryMetrics => {
  const registers = [registry];
  const events = new Counter({
    name: 'touchstone_inbox_events_total',
    help: 'Events taken from the bus, by what became of them.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const chunks = new Histogram({
    name: 'touchstone_inbox_chunk_duration_seconds',
    help: 'Time to claim, append and mark one chunk.',
    buckets,
    registers,
  });
  const pages = new Histogram({
    name: 'touchstone_resolver_page_duration_seconds',
    help: 'Time to decide and commit one page of the log.',
    buckets,
    registers,
  });
  const decisions = new Counter({
    name: 'touchstone_resolver_decisions_total',
    help: 'Decisions told to the log.',
    labelNames: ['kind'],
    registers,
  });
  const refused = new Counter({
    name: 'touchstone_resolver_quarantined_pairs_total',
    help: 'Pairs that a cannot-link or a limit keeps apart.',
    registers,
  });
  const appends = new Histogram({
    name: 'touchstone_store_append_duration_seconds',
    help: 'Time until the store said that facts or decisions are durable.',
    buckets,
    registers,
  });
  busGauges(registry, gauged.bus);
  storeGauges(registry, gauged);
  return {
    onChunk: ({ counted, seconds }) => {
      chunks.observe(seconds);
      for (const { source, ...counts } of counted)
        for (const [outcome, count] of Object.entries(counts)) if (count > 0) events.inc({ source, outcome }, count);
    },
    onAppend: (seconds) => appends.observe(seconds),
    onPage: ({ decisions: made, quarantined, seconds, events: count }) => {
      if (count > 0) pages.observe(seconds);
      for (const [kind, number] of Object.entries(made)) if (number > 0) decisions.inc({ kind }, number);
      refused.inc(quarantined);
    },
  };
};

const storeGauges = (registry: Registry, { store, resolver, oldestTransaction }: Gauged): void => {
  const registers = [registry];
  const places = lastAnswered(() => Promise.all([resolver(), store.head()]));
  const lag: Gauge = new Gauge({
    name: 'touchstone_resolver_lag_seconds',
    help: 'Time since the resolver was last level with the store; 0 when it is.',
    registers,
    collect: async () => {
      const found = await places();
      if (!found) return;
      const [{ position, levelAt }, head] = found.answer;
      if (position >= head) lag.set(found.silentMs / 1000);
      else if (levelAt) lag.set(Math.max(0, Date.now() - levelAt.getTime()) / 1000);
    },
  });
  if (!oldestTransaction) return;
  const age: Gauge = new Gauge({
    name: 'touchstone_store_watermark_age_seconds',
    help: 'How long the oldest open writing transaction has held the watermark back; 0 when nothing does.',
    registers,
    collect: async () => {
      const oldest = await oldestTransaction().catch(() => undefined);
      age.set(Math.max(0, oldest?.ageMs ?? 0) / 1000);
    },
  });
};

interface TopicLag {
  readonly count: number;
  readonly ageMs: number;
}

/** By topic. Gauges that are read at the same time share one question, so that what they say fits together. */
const topicLags = (bus: Pick<EventBus, 'lag'>): (() => Promise<ReadonlyMap<string, TopicLag>>) => {
  let asked: Promise<ReadonlyMap<string, TopicLag>> | undefined;
  const lagsNow = lastAnswered(() => bus.lag(repositoryGroup));
  const ask = async () => {
    const byTopic = new Map<string, TopicLag>();
    const { answer: lags = [], silentMs = 0 } = (await lagsNow()) ?? {};
    for (const { topic, head, next, ageMs } of lags) {
      const sum = byTopic.get(topic) ?? { count: 0, ageMs: 0 };
      byTopic.set(topic, { count: sum.count + Math.max(0, head - next), ageMs: Math.max(sum.ageMs, ageMs + silentMs) });
    }
    return byTopic;
  };
  return () => (asked ??= ask().finally(() => (asked = undefined)));
};

const busGauges = (registry: Registry, bus: Pick<EventBus, 'lag' | 'parking'>): void => {
  const registers = [registry];
  const lags = topicLags(bus);
  const messages: Gauge = new Gauge({
    name: 'touchstone_inbox_lag_messages',
    help: 'Messages on the bus that are not handled yet, per topic.',
    labelNames: ['topic'],
    registers,
    collect: async () => {
      for (const [topic, { count }] of await lags()) messages.set({ topic }, count);
    },
  });
  const age: Gauge = new Gauge({
    name: 'touchstone_inbox_lag_seconds',
    help: 'Age of the oldest message that is not handled yet, per topic.',
    labelNames: ['topic'],
    registers,
    collect: async () => {
      for (const [topic, { ageMs }] of await lags()) age.set({ topic }, ageMs / 1000);
    },
  });
  const parked: Gauge = new Gauge({
    name: 'touchstone_inbox_parked',
    help: 'Keys and messages that wait for a repair.',
    labelNames: ['what'],
    registers,
    collect: async () => {
      const counts = await bus.parking.counts(repositoryGroup).catch(() => undefined);
      if (!counts) return;
      parked.set({ what: 'keys' }, counts.keys);
      parked.set({ what: 'messages' }, counts.messages);
    },
  });
};
