import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { backoff } from '../backoff';
import { BusForbidden } from '../errors';
import type { ConsumeOptions } from '../port';
import { preparePartitions, type StartOf } from '../postgres/assigned-partitions';
import type { BusDatabase } from '../postgres/database';
import type { GroupMembership } from '../postgres/group-membership';
import { isHeld, type Holding, type OwnedPartition } from '../postgres/owned-partition';
import { pausedBy } from '../postgres/persistence';
import type { Told } from '../postgres/run-consumer';
import type { Topic } from '../postgres/topics';
import { openClaims, type Claims } from './claims';
import { GroupSession, type TopicPartition } from './group-session';
import type { KafkaSettings } from './kafka-settings';
import type { OpenBatches } from './open-batches';

export interface KafkaMembershipOptions {
  readonly kafka: Kafka;
  readonly settings: KafkaSettings;
  readonly database: BusDatabase;
  readonly topics: readonly Topic[];
  readonly leaseMs: number;
  readonly fetchBytes: number;
  readonly batches: OpenBatches;
  readonly consume: Pick<ConsumeOptions, 'group' | 'resumeAt' | 'onLostEnd'>;
  readonly readStarts: (topics: readonly Topic[]) => Promise<StartOf>;
  readonly onStatus: Told;
  /** Ends an idle wait of the worker. */
  readonly ring: () => void;
}

interface Reached {
  readonly of: OwnedPartition;
  readonly next: number;
}

const tellEveryMs = 1_000;
const patienceMs = 15_000;

/** One member of a group of Kafka's: Kafka says who has which partition, the tables how far it got. */
export class KafkaMembership implements GroupMembership {
  readonly holding: Holding = new Map();
  private readonly claims: Claims;
  private session: GroupSession | undefined;
  private opening: Promise<void> | undefined;
  private names: readonly string[] = [];
  private isFenced = false;
  private left = false;
  private crashed = false;
  private readonly untold = new Map<string, Reached>();
  private toldAt = -Infinity;
  private silentSince: number | undefined;

  constructor(private readonly options: KafkaMembershipOptions) {
    const { database, topics, leaseMs, consume } = options;
    this.claims = openClaims(database, { group: consume.group, member: randomUUID(), topics, leaseMs });
  }

  get beatInMs(): number {
    return this.session ? this.options.leaseMs / 3 : 100;
  }

  async beat(): Promise<void> {
    if (this.left) return;
    await (this.opening ??= this.session ? Promise.resolve() : this.join()).finally(() => (this.opening = undefined));
    if (this.session && !this.session.isCurrent()) await this.session.keepAlive();
    if (this.session?.mustRejoin) this.loseAll();
    else if (this.isSilent()) this.fence();
    await this.claims.sign();
    await this.tell();
  }

  isCurrent(): boolean {
    return this.session?.isCurrent() ?? false;
  }

  async yieldSurplus(): Promise<void> {
    if (this.isFenced) return this.startAgain();
    if (!this.session?.mustRejoin) return;
    // Not waited for: a coordinator that has moved refuses for seconds, and what was assigned meanwhile would be lost here.
    void this.tell(true);
    this.loseAll();
    this.session.rejoin();
  }

  /** By the tables somebody else has these partitions: whatever Kafka thinks, this member begins anew. */
  lose(partitions: readonly OwnedPartition[]): void {
    const lost = partitions.filter((partition) => isHeld(this.holding, partition));
    for (const { name } of lost) this.holding.delete(name);
    if (lost.length > 0) this.isFenced = true;
  }

  /** Notes what is committed. */
  note(nexts: readonly Reached[]): void {
    for (const one of nexts) this.untold.set(one.of.name, one);
    if (performance.now() - this.toldAt > tellEveryMs) void this.tell();
  }

  async leave(): Promise<void> {
    this.left = true;
    await this.opening?.catch(() => {});
    await this.tell(true);
    this.loseAll();
    await this.session?.close();
    this.session = undefined;
    this.announce([]);
    await this.claims.leave();
  }

  // A coordinator that loads its state, or has just moved, refuses for a moment; kafkajs gives up at once.
  private async join(): Promise<void> {
    const until = performance.now() + patienceMs;
    const pauses = backoff({ most: 1_000 });
    for (;;)
      try {
        return await this.openSession();
      } catch (error) {
        if (this.left || error instanceof BusForbidden || performance.now() > until) throw error;
        await sleep(pauses.next());
      }
  }

  private async openSession(): Promise<void> {
    const { kafka, settings, consume, topics, leaseMs, fetchBytes, batches, onStatus, ring } = this.options;
    const session = new GroupSession({
      ...{
        kafka,
        settings,
        leaseMs,
        fetchBytes,
        batches,
        group: consume.group,
        topics: topics.map(({ topic }) => topic),
      },
      onAssigned: (partitions, of) => this.take(partitions, of),
      onRebalance: ring,
      onBatch: ring,
      onCrash: (error) => {
        if (this.session !== session) return;
        this.session = undefined;
        this.crashed = true;
        this.loseAll();
        this.announce([]);
        onStatus(pausedBy(error, this.beatInMs));
        ring();
      },
    });
    await session.open();
    this.session = session;
    if (this.crashed) onStatus({ kind: 'resumed' });
    this.crashed = false;
  }

  private async take(partitions: readonly TopicPartition[], session: GroupSession): Promise<void> {
    const { database, consume, readStarts, batches, ring } = this.options;
    this.loseAll();
    batches.release();
    const assignments = await this.claims.take(partitions);
    const prepare = preparePartitions(database, consume, readStarts);
    const prepared = assignments.length > 0 ? await prepare(assignments) : [];
    for (const partition of prepared) {
      this.holding.set(partition.name, partition);
      this.untold.set(partition.name, { of: partition, next: partition.fetchNext });
      session.seek({ topic: partition.topic.topic, partition: partition.partition }, partition.fetchNext);
    }
    this.isFenced = false;
    this.announce(prepared.map(({ name }) => name));
    ring();
  }

  /**
   * kafkajs beats by the wall clock. When that is set back, it says nothing for as long, and the group goes on without this
   * member, which nobody tells. Beats of this member count, so that a process that slept is no silence yet.
   */
  private isSilent(): boolean {
    if (!this.session || this.session.isCurrent()) this.silentSince = undefined;
    else this.silentSince ??= performance.now();
    return this.silentSince !== undefined && performance.now() - this.silentSince > this.options.leaseMs;
  }

  private fence(): void {
    this.loseAll();
    this.isFenced = true;
    this.options.ring();
  }

  private async startAgain(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.silentSince = undefined;
    this.isFenced = false;
    this.loseAll();
    this.announce([]);
    await session?.close();
  }

  private loseAll(): void {
    this.holding.clear();
    this.untold.clear();
  }

  private announce(names: readonly string[]): void {
    const lost = this.names.filter((name) => !names.includes(name));
    const won = names.filter((name) => !this.names.includes(name));
    this.names = names;
    if (lost.length > 0) this.options.onStatus({ kind: 'revoked', partitions: lost });
    if (won.length > 0) this.options.onStatus({ kind: 'assigned', partitions: won });
  }

  private async tell(now = false): Promise<void> {
    if (!now && performance.now() - this.toldAt < tellEveryMs) return;
    this.toldAt = performance.now();
    const reached = [...this.untold.values()];
    this.untold.clear();
    const nexts = reached.map(({ of, next }) => ({ topic: of.topic.topic, partition: of.partition, next }));
    if (await this.session?.tell(nexts)) return;
    // Nothing more may come to be told: without this an idle topic would stand behind for ever in Kafka's own tools.
    for (const one of reached)
      if (isHeld(this.holding, one.of) && !this.untold.has(one.of.name)) this.untold.set(one.of.name, one);
  }
}
