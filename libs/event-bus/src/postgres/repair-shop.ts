import type { BusMessage, ConsumerStatus, Poison } from '../port';
import { placeOf, type Chunk } from './chunk';
import type { BusDatabase, Statement } from './database';
import { isHeld, type Holding, type OwnedPartition } from './owned-partition';
import { toEvent } from './packed-messages';
import { readParked, replayedMessage, settleRows, type ParkedRow, type Settled } from './parked-rows';

export interface RepairShopOptions {
  readonly database: BusDatabase;
  readonly group: string;
  readonly holding: Holding;
  readonly deliver: (chunk: Chunk) => Promise<{ attempt: number; poisons: readonly Poison[] } | undefined>;
  readonly onStatus: (status: ConsumerStatus) => void;
}

interface Repair {
  id: string;
  topic: number;
  partition: number;
  key: string;
  target: string;
  kind: 'replay' | 'repair' | 'discard';
  event: string | null;
  data: string | null;
}

const openRepairs: Statement = {
  name: 'open-repairs',
  text: `SELECT r.id, r.topic, r.partition, r.key, r.target, r.kind, r.event, r.data FROM $schema.repairs r
    JOIN unnest($2::smallint[], $3::smallint[]) AS mine(topic, partition) USING (topic, partition)
    WHERE r.group_name = $1 AND r.applied_at IS NULL ORDER BY r.id LIMIT 20`,
};

const lookEveryMs = 1_000;
const keysOfOneStep = 10;

/** The owner's side of the parking: applies what was asked for, then lets the messages of the key go on in order. */
export class RepairShop {
  private lookAt = 0;

  constructor(private readonly options: RepairShopOptions) {}

  look(): void {
    this.lookAt = 0;
  }

  /** One step of all that is due, true if there was any; only between two chunks, so that no live message of a key overtakes. */
  async work(): Promise<boolean> {
    const { holding } = this.options;
    if (holding.size === 0) return false;
    if (performance.now() >= this.lookAt) {
      this.lookAt = performance.now() + lookEveryMs;
      if ((await this.applyOpen()) > 0) this.look();
    }
    const draining = [...holding.values()].flatMap((of) =>
      [...of.parked].filter(([, state]) => state === 'draining').map(([key]) => ({ of, key })),
    );
    for (const { of, key } of draining.slice(0, keysOfOneStep)) await this.goOn(of, key);
    return draining.length > 0;
  }

  private async applyOpen(): Promise<number> {
    const { database, group, holding } = this.options;
    const held = [...holding.values()];
    const columns = [held.map(({ topic }) => topic.id), held.map(({ partition }) => partition)];
    const { rows } = await database.query<Repair>(openRepairs, [group, ...columns]);
    for (const repair of rows) {
      const of = held.find(({ topic, partition }) => topic.id === repair.topic && partition === repair.partition);
      if (of && isHeld(holding, of)) await this.apply(of, repair);
    }
    return rows.length;
  }

  private async apply(of: OwnedPartition, repair: Repair): Promise<void> {
    const { database, group } = this.options;
    const rows = await readParked(database, group, of, repair.key);
    const [target] = rows;
    // Somebody else's request was quicker: this one has nothing left to do.
    if (target?.state !== 'parked' || target.offset !== repair.target) {
      await settleRows(database, group, of, [], repair.id);
      return;
    }
    if (repair.kind !== 'discard') return this.replay(of, rows, repair);
    const given: Settled = { offset: target.offset, state: 'discarded', reason: null, attempts: 0 };
    if (await settleRows(database, group, of, [given], repair.id)) of.parked.set(repair.key, 'draining');
  }

  private async goOn(of: OwnedPartition, key: string): Promise<void> {
    const { database, group } = this.options;
    const rows = await readParked(database, group, of, key);
    const [first] = rows;
    if (!first) of.parked.delete(key);
    else if (first.state === 'parked') of.parked.set(key, 'blocked');
    else await this.replay(of, rows);
  }

  /** Hands the rows to the handler, a replacement in place of the first, and writes down what became of them. */
  private async replay(of: OwnedPartition, rows: readonly ParkedRow[], repair?: Repair): Promise<void> {
    const { database, group, deliver, onStatus } = this.options;
    const messages = rows.map((row) => replayedMessage(row, of.topic.topic));
    const replacement = repair?.event && repair.data ? toEvent(repair.event, repair.data) : undefined;
    if (replacement && messages[0]) messages[0] = { ...messages[0], event: replacement };
    const delivered = await deliver({ live: messages, waiting: [], nexts: [], ownerOf: () => of });
    if (!delivered) return;
    const poison = firstPoison(messages, delivered.poisons);
    const settled = settledRows(rows, poison, delivered.attempt, replacement?.id);
    if (!(await settleRows(database, group, of, settled, repair?.id ?? null))) return;
    const again = rows[poison.at];
    of.parked.set((rows[0] as ParkedRow).key, again ? 'blocked' : 'draining');
    const place = { topic: of.topic.topic, partition: of.partition };
    if (again) onStatus({ kind: 'parked', ...place, offset: Number(again.offset), reason: poison.reason });
  }
}

interface FirstPoison {
  /** Index of the message; the number of messages when there is none. */
  readonly at: number;
  readonly reason: string;
}

const settledRows = (
  rows: readonly ParkedRow[],
  poison: FirstPoison,
  attempts: number,
  repairedBy: string | undefined,
): Settled[] => {
  const handled = rows.slice(0, poison.at).map(({ offset }, index): Settled => {
    const settled = { offset, reason: null, attempts };
    return index === 0 && repairedBy !== undefined
      ? { ...settled, state: 'repaired', repairedBy }
      : { ...settled, state: 'replayed' };
  });
  const again = rows[poison.at];
  return again ? [...handled, { offset: again.offset, state: 'parked', reason: poison.reason, attempts }] : handled;
};

const firstPoison = (messages: readonly BusMessage[], poisons: readonly Poison[]): FirstPoison => {
  const reasons = new Map(poisons.map(({ message, reason }) => [placeOf(message), reason]));
  const at = messages.findIndex((message) => reasons.has(placeOf(message)));
  const reason = at < 0 ? undefined : reasons.get(placeOf(messages[at] as BusMessage));
  return { at: at < 0 ? messages.length : at, reason: reason ?? 'unknown' };
};
