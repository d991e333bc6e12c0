import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { followingKey, membersOf, type BuildSeen, type Following, type Members } from './members';
import { Seat } from './seat';
import { movesOf, shareOf } from './share';

export interface SharingOptions {
  readonly pool: Pool;
  /** Schema of the slots. */
  readonly schema: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly signal: AbortSignal;
}

export interface Sharing {
  readonly members: number;
  /** Slots that this process holds in the end. */
  readonly share: number;
}

interface Entry extends Following {
  readonly seats: readonly Seat[];
  readonly seen: (sharing: Sharing) => void;
}

const slotsIn = (seats: readonly Seat[], state: Seat['state']): number[] =>
  seats.flatMap((seat, slot) => (seat.state === state ? [slot] : []));

/** Keeps this process at its share of the slots of every build that it follows (decision 0026). */
export class SharedSlots {
  private readonly entries = new Map<string, Entry>();
  private readonly members: Members;
  private readonly bell = new EventEmitter();
  private isWanting = true;

  constructor(private readonly options: SharingOptions) {
    const { pool, schema, owner, leaseMs } = options;
    this.members = membersOf(pool, schema, owner, leaseMs);
  }

  /** From now on this process has a share of the slots of the build: one seat for each. `seen`: told with every look. */
  open({ subscription, version }: Following, slots: number, seen: Entry['seen']): readonly Seat[] {
    const seats = Array.from({ length: slots }, () => new Seat());
    this.entries.set(followingKey({ subscription, version }), { subscription, version, seats, seen });
    this.bell.emit('opened');
    return seats;
  }

  /** Of a build that is gone. */
  close(build: Following): void {
    if (!this.options.signal.aborted) this.entries.delete(followingKey(build));
  }

  /** Looks, gives up and takes until the signal is aborted; then its share is for others, once it gives its slots up. */
  async follow(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      // The server is down: whoever holds a slot tells about it, and the next look asks again.
      await this.look().catch(() => (this.isWanting = true));
      await this.pause();
    }
    await this.members.leave([...this.entries.values()]).catch(() => undefined); // the membership runs out by itself
  }

  private async look(): Promise<void> {
    const followed = [...this.entries.values()];
    if (followed.length === 0) return;
    const builds = await this.members.beat(followed);
    const moved = followed.map((entry) => this.move(builds, entry));
    this.isWanting = moved.some((isWanting) => isWanting);
  }

  /** True while there is something to take that is not free yet. */
  private move(builds: readonly BuildSeen[], { subscription, version, seats, seen }: Entry): boolean {
    const key = followingKey({ subscription, version });
    const build = builds.find((one) => one.key === key);
    if (!build) return false;
    const share = shareOf(builds, key, this.options.owner);
    seen({ members: build.members.length, share: share.count });
    const isEmpty = (slot: number) => seats[slot]?.state === 'empty';
    const { giveUp, take } = movesOf(share, slotsIn(seats, 'taken'), build.free.filter(isEmpty));
    for (const slot of giveUp) seats[slot]?.giveUp();
    for (const slot of take) seats[slot]?.take();
    return slotsIn(seats, 'taken').length < share.count || take.length > 0;
  }

  private async pause(): Promise<void> {
    const { leaseMs, signal } = this.options;
    const everyMs = Math.min(this.isWanting ? 250 : 1_000, leaseMs / 4) * (0.9 + Math.random() / 5);
    if (signal.aborted) return;
    // AbortSignal.any would leave a trace of every pause at the signal, which lives as long as the process.
    const over = new AbortController();
    const end = () => over.abort();
    signal.addEventListener('abort', end);
    await Promise.race([sleep(everyMs, undefined, over), once(this.bell, 'opened', over)]).catch(() => undefined);
    signal.removeEventListener('abort', end);
    end();
  }
}
