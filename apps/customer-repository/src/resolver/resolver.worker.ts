import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@touchstone/contracts';
import type { EventStore } from '@touchstone/event-store';
import { claimSlot, type HeldSlot } from '@touchstone/subscriptions';
import type { Log } from '@touchstone/service-host';

import type { AtCrashPoint } from '../crash-points';
import type { Database } from '../database.tables';
import { changeRules } from './change-rules';
import { followed, isRulesChange, readRulesChange } from './read-page';
import { commitPage, intend, readProgress, readVersions, type Change, type Commit } from './progress.tables';
import { resolveStretch, type Decided } from './resolve-page';
import { resolverSchema } from './resolver.tables';
import { resolverRows } from './rows.tables';
import { StatedPairs } from './stated-pairs';
import { tell } from './tell';

export interface ResolverOptions {
  readonly pool: Database;
  readonly store: EventStore;
  /** Names this process; unique. */
  readonly owner: string;
  readonly log: Log;
  readonly atCrashPoint: AtCrashPoint;
  readonly leaseMs?: number;
  readonly pageSize?: number;
  /** Around the decision of a page, with the W3C trace contexts of its events. */
  readonly trace?: <T>(traceparents: Iterable<string | undefined>, work: () => Promise<T>) => Promise<T>;
  readonly onPage?: (page: PageDone) => void;
}

export interface PageDone {
  readonly events: number;
  readonly decisions: Readonly<Record<'linked' | 'merged' | 'split', number>>;
  readonly quarantined: number;
  readonly seconds: number;
}

export const resolverSubscription = 'resolver';

/** Decides who is who, in one process at a time: whoever holds the lease follows the store, the others stand by. */
export const runResolver = (options: ResolverOptions): { stop(): Promise<void> } => {
  const { pool, owner, log, leaseMs = 10_000 } = options;
  const stopping = new AbortController();
  const claim = () =>
    claimSlot({
      pool,
      schema: resolverSchema,
      subscription: resolverSubscription,
      version: 1,
      slot: 0,
      owner,
      leaseMs,
    });
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});

  const run = async () => {
    for (let backoffMs = 100; !stopping.signal.aborted;) {
      try {
        const slot = await claim();
        if (!slot) await pause(Math.min(1_000, leaseMs / 4));
        else {
          await followLog(options, slot, stopping.signal).finally(() => slot.release().catch(() => {}));
          backoffMs = 100;
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn({ err: error, retryInMs: backoffMs }, 'the resolver pauses');
        await pause(backoffMs);
        backoffMs = Math.min(backoffMs * 2, 5_000);
      }
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

const followLog = async (options: ResolverOptions, slot: HeldSlot, stopping: AbortSignal): Promise<void> => {
  const { store, pool, pageSize = 1000 } = options;
  const signal = AbortSignal.any([slot.signal, stopping]);
  const hand = new Hand(options, slot, await readProgress(pool));
  let { intended } = await readProgress(pool);
  let kept: RecordedEvent[] = [];
  for await (const page of store.follow({ after: slot.position, filter: { categories: followed }, pageSize, signal })) {
    let events = [...kept, ...page.events];
    kept = events;
    if (intended !== undefined && page.next < intended) continue;
    if (intended !== undefined) {
      const until = intended;
      await hand.takeAll(
        events.filter(({ position }) => position <= until),
        until,
      );
      events = events.filter(({ position }) => position > until);
      intended = undefined;
    }
    kept = [];
    await hand.takeAll(events, page.next, page.caughtUp ? new Date() : undefined);
    if (signal.aborted) return;
  }
};

/** The resolver while it holds the lease. */
class Hand {
  private readonly rows;
  private readonly held = new StatedPairs();
  private position: string;

  constructor(
    private readonly options: ResolverOptions,
    private readonly slot: HeldSlot,
    private progress: Awaited<ReturnType<typeof readProgress>>,
  ) {
    this.rows = resolverRows(options.pool);
    this.position = slot.position;
  }

  /** Events up to `next`; a change of rules cuts them in two. */
  async takeAll(events: readonly RecordedEvent[], next: string, level?: Date): Promise<void> {
    const at = events.findIndex(isRulesChange);
    if (at < 0) return this.take(events, next, level);
    const before = events.slice(0, at);
    const change = events[at] as RecordedEvent;
    const last = before.at(-1);
    if (last) await this.take(before, last.position);
    await this.turnTo(change);
    return this.takeAll(events.slice(at + 1), next, level);
  }

  private async take(events: readonly RecordedEvent[], next: string, level?: Date): Promise<void> {
    if (next <= this.position && events.length === 0) return;
    const { trace } = this.options;
    const work = () => this.decide(events, next, level);
    if (!trace) return work();
    const traceparents = events.map(({ metadata }) => metadata.traceparent);
    return trace(traceparents, work);
  }

  private async decide(events: readonly RecordedEvent[], next: string, level?: Date): Promise<void> {
    const started = performance.now();
    const decided =
      events.length > 0
        ? await resolveStretch(this.rows, this.options.store, events, this.progress.rules, this.held)
        : undefined;
    if (decided) await this.commit(decided, next, this.progress.rules.version, undefined, level);
    else {
      await this.slot.advance(next, level);
      this.position = next;
    }
    this.report(events, decided, started);
  }

  private async turnTo(event: RecordedEvent): Promise<void> {
    const { pool } = this.options;
    const change = readRulesChange(event);
    const done = this.progress.change?.cause === change.cause.event ? this.progress.change.doneLabel : '';
    for await (const step of changeRules(pool, this.rows, this.progress.rules, change, done)) {
      const marker = { cause: change.cause.event, doneLabel: step.last };
      await this.commit({ verdict: step.verdict, instructions: [] }, this.position, change.rules.version, marker);
    }
    await this.commit({ verdict: nothing, instructions: [] }, change.position, change.rules.version, {
      rules: change.rules,
    });
    this.progress = await readProgress(pool);
  }

  /** Tells the log, then commits rows and checkpoint; a crash in between repeats the very same page. */
  private async commit(
    decided: Decided,
    next: string,
    ruleVersion: number,
    change?: Change,
    level?: Date,
  ): Promise<void> {
    const { pool, store, atCrashPoint } = this.options;
    const { verdict, instructions } = decided;
    atCrashPoint('resolver.decided');
    let told: Commit['told'] = { versions: new Map(), position: '' };
    if (verdict.decisions.length > 0) {
      if (!change) await intend(pool, this.slot, this.position, next);
      atCrashPoint('resolver.intended');
      const known = await readVersions(
        pool,
        verdict.decisions.map(({ customer }) => customer),
      );
      told = await tell(store, verdict.decisions, ruleVersion, known);
      atCrashPoint('resolver.appended');
    }
    const commit: Commit = { verdict, instructions, told, ...(change && { change }) };
    await commitPage(pool, this.slot, next, commit, () => atCrashPoint('resolver.before-commit'), level);
    this.position = next;
    atCrashPoint('resolver.committed');
  }

  private report(events: readonly RecordedEvent[], decided: Decided | undefined, started: number): void {
    const decisions = { linked: 0, merged: 0, split: 0 };
    let quarantined = 0;
    for (const { kind, pairs } of decided?.verdict.decisions ?? []) {
      decisions[kind] += 1;
      quarantined += pairs.filter(({ state }) => state === 'quarantined').length;
    }
    this.options.onPage?.({
      events: events.length,
      decisions,
      quarantined,
      seconds: (performance.now() - started) / 1000,
    });
  }
}

const nothing: Decided['verdict'] = { decisions: [], identities: [], pairs: [], outcomes: new Map() };
