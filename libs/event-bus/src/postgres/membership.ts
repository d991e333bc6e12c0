import { randomUUID } from 'node:crypto';
import type { BusDatabase, Statement } from './database';
import type { GroupMembership } from './group-membership';
import { isHeld, type Holding, type OwnedPartition } from './owned-partition';
import type { Topic } from './topics';

export interface MembershipOptions {
  readonly group: string;
  readonly topics: readonly Topic[];
  readonly leaseMs: number;
  /** Prepares newly assigned partitions: where to start, which keys are parked. */
  readonly onAssigned: (partitions: readonly Assignment[]) => Promise<OwnedPartition[]>;
  readonly onRevoked: (partitions: readonly OwnedPartition[]) => void;
  /** The group changed: other members should look. */
  readonly onChange: () => void;
}

export interface Assignment {
  readonly topic: Topic;
  readonly partition: number;
  readonly token: string;
  readonly next: number;
}

const heartbeat: Statement = {
  name: 'heartbeat',
  text: `SELECT topic, share, partition, token::text, next FROM $schema.heartbeat($1, $2, $3, $4 * interval '1 millisecond')`,
};
const release: Statement = {
  name: 'release',
  text: `UPDATE $schema.assignments a SET member = NULL, token = a.token + 1
    FROM unnest($3::smallint[], $4::smallint[], $5::bigint[]) AS r(topic, partition, token)
    WHERE a.group_name = $1 AND a.member = $2 AND a.topic = r.topic AND a.partition = r.partition AND a.token = r.token`,
};
const leaveGroup: Statement = {
  name: 'leave',
  text: `WITH gone AS (DELETE FROM $schema.members WHERE group_name = $1 AND member = $2)
    UPDATE $schema.assignments SET member = NULL, token = token + 1 WHERE group_name = $1 AND member = $2`,
};

interface Row {
  topic: number;
  share: number;
  partition: number | null;
  token: string;
  next: string;
}

/** One member of a group: its lease, and the partitions that it holds. */
export class Membership implements GroupMembership {
  readonly holding: Holding = new Map();
  private readonly member = randomUUID();
  private validUntil = -Infinity;
  private wanting = true;
  private left = false;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: BusDatabase,
    private readonly options: MembershipOptions,
  ) {}

  beat(): Promise<void> {
    return this.inTurn(async () => {
      if (this.left) return;
      const { group, topics, leaseMs, onAssigned, onChange } = this.options;
      const sentAt = performance.now();
      const isNew = this.validUntil === -Infinity;
      const values = [group, this.member, topics.map(({ id }) => id), leaseMs];
      const { rows } = await this.database.query<Row>(heartbeat, values);
      this.validUntil = sentAt + leaseMs;
      const fresh = this.compare(rows);
      if (fresh.length > 0)
        for (const partition of await onAssigned(fresh)) this.holding.set(partition.name, partition);
      if (isNew) onChange();
    });
  }

  get beatInMs(): number {
    const { leaseMs } = this.options;
    return this.wanting ? Math.min(250, leaseMs / 3) : leaseMs / 3;
  }

  isCurrent(): boolean {
    return performance.now() < this.validUntil;
  }

  async yieldSurplus(): Promise<void> {
    const leaving = [...this.holding.values()].filter((partition) => partition.leaving);
    if (leaving.length === 0) return;
    this.lose(leaving);
    const columns = [
      leaving.map(({ topic }) => topic.id),
      leaving.map(({ partition }) => partition),
      leaving.map(({ token }) => token),
    ];
    await this.inTurn(async () => {
      await this.database.query(release, [this.options.group, this.member, ...columns]);
    });
    this.options.onChange();
  }

  lose(partitions: readonly OwnedPartition[]): void {
    const lost = partitions.filter((partition) => isHeld(this.holding, partition));
    for (const { name } of lost) this.holding.delete(name);
    if (lost.length > 0) this.options.onRevoked(lost);
  }

  async leave(): Promise<void> {
    await this.inTurn(async () => {
      this.left = true;
      this.lose([...this.holding.values()]);
      await this.database.query(leaveGroup, [this.options.group, this.member]);
    });
    this.options.onChange();
  }

  /** Drops what is no longer ours; answers what is ours and not yet held. */
  private compare(rows: readonly Row[]): Assignment[] {
    const mine = new Map<string, Assignment>();
    for (const { topic: id, partition, token, next } of rows) {
      const topic = this.options.topics.find((known) => known.id === id);
      if (topic && partition !== null)
        mine.set(`${topic.topic}/${partition}`, { topic, partition, token, next: Number(next) });
    }
    this.lose([...this.holding.values()].filter(({ name, token }) => mine.get(name)?.token !== token));
    const shares = [...new Map(rows.map(({ topic, share }) => [topic, share]))];
    for (const [id, share] of shares) {
      const held = [...this.holding.values()].filter(({ topic }) => topic.id === id);
      held.forEach((partition, place) => (partition.leaving = place >= share));
    }
    const held = (id: number) => rows.filter(({ topic, partition }) => topic === id && partition !== null).length;
    this.wanting = shares.some(([id, share]) => held(id) < share);
    return [...mine].filter(([name]) => !this.holding.has(name)).map(([, assignment]) => assignment);
  }

  // A heartbeat that is answered late must not bring back what was given up meanwhile.
  private inTurn(step: () => Promise<void>): Promise<void> {
    return (this.last = this.last.then(step, step));
  }
}
