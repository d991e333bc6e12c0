import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@touchstone/event-store';
import { migrate } from '@touchstone/migrations';
import { describeFailure } from '../failures';
import type { ProjectionObserver } from '../observer';
import type { Projection } from '../projection';
import { keepSlotCount, VersionUnknown } from '../versions';
import { buildName, followersOf, projectionOf, type Build } from './build';
import { liveOf, readBuilds, type BuildRow } from './build-rows';
import { compareAsAsked, dropBuild } from './chores';
import type { Rebuilds } from './commands';
import { notePace } from './pace';

/** A build whose slots this process runs for. */
export interface RunningBuild {
  readonly subscription: string;
  readonly projection: Projection;
  readonly slots: number;
  /** As it is now: a switch changes it. */
  state: Build['state'];
  readonly name: string;
  /** Events that were folded since it was last asked for. */
  folded: number;
  readonly stop: AbortController;
}

export interface BuildsOptions extends Rebuilds {
  readonly store: EventStore;
  /** Slots of the versions that answer. */
  readonly slots: number;
  readonly observer: ProjectionObserver;
  /** Folds until `stop` is aborted; never rejects. */
  readonly run: (build: RunningBuild) => Promise<unknown>;
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

interface Entry {
  readonly build: RunningBuild;
  readonly running: Promise<unknown>;
}

const keyOf = ({ name, version, generation }: Pick<BuildRow, 'name' | 'version' | 'generation'>) =>
  `${name}/${version}/${generation}`;

/** Keeps what this process folds, drops and compares in step with what is written down about the builds. */
export class RunningBuilds {
  private readonly entries = new Map<string, Entry>();
  private comparing: Promise<void> | undefined;

  constructor(private readonly options: BuildsOptions) {}

  /** Starts what answers; throws MigrationRefused, SlotCountChanged or VersionUnknown. */
  async begin(): Promise<void> {
    const { pool, schema, projections, slots } = this.options;
    for (const live of (await this.read()).filter(({ state }) => state === 'live')) {
      const projection = projectionOf(projections, live);
      const known = projections.filter(({ name }) => name === live.name).map(({ version }) => version);
      if (!projection) throw new VersionUnknown(live.name, buildName(live), known);
      await migrate(pool, projection.schema, projection.migrations);
      await keepSlotCount(pool, schema, { subscription: followersOf(live), version: live.version }, slots);
      this.start(live, projection);
    }
  }

  /** Until the signal is aborted and everything in hand is finished. */
  async follow(): Promise<void> {
    const { signal, everyMs } = this.options;
    while (!signal.aborted) {
      await this.keepInStep().catch(() => undefined); // the server is down: slots tell about it, and the next round asks again
      await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    }
    await Promise.all([...[...this.entries.values()].map(({ running }) => running), this.comparing]);
  }

  private async read(): Promise<BuildRow[]> {
    const { pool, schema, projections } = this.options;
    const names = new Set(projections.map(({ name }) => name));
    return (await readBuilds(pool, schema)).filter(({ name }) => names.has(name));
  }

  private async keepInStep(): Promise<void> {
    const builds = await this.read();
    const kept = new Map(builds.filter(({ state }) => state !== 'dropping').map((build) => [keyOf(build), build]));
    for (const [key, { build, running }] of this.entries) {
      const now = kept.get(key);
      if (now?.state === 'live' ? build.state !== 'live' : !now) this.gone(build);
      if (now) build.state = now.state;
      else {
        build.stop.abort();
        await running;
        this.entries.delete(key);
      }
    }
    for (const build of kept.values())
      if (!this.entries.has(keyOf(build))) await this.telling(build, () => this.join(build));
    for (const build of builds.filter(({ state }) => state !== 'live'))
      await this.telling(build, () => this.attend(builds, build));
  }

  private async join(build: BuildRow): Promise<void> {
    const { pool, projections } = this.options;
    const projection = projectionOf(projections, build);
    if (!projection) return;
    await migrate(pool, projection.schema, projection.migrations);
    this.start(build, projection);
  }

  private start(build: BuildRow, projection: Projection): void {
    const running: RunningBuild = {
      subscription: followersOf(build),
      projection,
      slots: build.slots,
      state: build.state,
      name: buildName(build),
      folded: 0,
      stop: new AbortController(),
    };
    this.entries.set(keyOf(build), { build: running, running: this.options.run(running) });
  }

  private async attend(builds: readonly BuildRow[], build: BuildRow): Promise<void> {
    if (build.state === 'dropping') {
      await dropBuild(this.options, build);
    } else if (build.state === 'building') {
      await this.notePace(build);
      if (build.comparing && this.knows(builds, build))
        this.comparing ??= this.compare(builds, build).finally(() => (this.comparing = undefined));
    }
  }

  private async notePace(build: BuildRow): Promise<void> {
    const { pool, schema, store } = this.options;
    const running = this.entries.get(keyOf(build))?.build;
    const folded = running?.folded ?? 0;
    const share = store.share(build.position, await store.head());
    await notePace(pool, schema, build, share, folded);
    if (running) running.folded -= folded;
    this.tell(build, { kind: 'progress', share });
  }

  /** In a rolling upgrade the release before has the code of one of them only: another process compares. */
  private knows(builds: readonly BuildRow[], build: BuildRow): boolean {
    const compared = [liveOf(builds, build.name), build];
    return compared.every((one) => projectionOf(this.options.projections, one) !== undefined);
  }

  private compare(builds: readonly BuildRow[], build: BuildRow): Promise<void> {
    return this.telling(build, async () => {
      const compared = await compareAsAsked(this.options, builds, build, this.options.signal);
      if (!compared) return;
      const { refused, other, stoodMs } = compared;
      this.tell(build, { kind: 'compared', refused, other, stoodMs });
    });
  }

  private gone({ projection, name: build }: RunningBuild): void {
    this.options.observer.build?.({ projection: projection.name, build, happened: { kind: 'gone' } });
  }

  private tell(build: BuildRow, happened: Parameters<NonNullable<ProjectionObserver['build']>>[0]['happened']): void {
    this.options.observer.build?.({ projection: build.name, build: buildName(build), happened });
  }

  /** What fails is told, and tried again with the next round. */
  private async telling(build: BuildRow, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!this.options.signal.aborted) this.tell(build, { kind: 'failed', error: describeFailure(error) });
    });
  }
}
