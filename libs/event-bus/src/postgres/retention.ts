import type { BusDatabase, Statement } from './database';

export interface Retention {
  /** Deletes what is old and handled by every group, in small steps; answers how many messages. */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** Of one partition in one step: so many rows are looked at when there is nothing to delete. */
const stepMessages = 250;
const pauseMs = 20;

/**
 * One step over all partitions of the topics that have a group. Without a group, nobody has handled anything. `retained` tells
 * where a partition begins, so that a step does not walk over what earlier ones deleted.
 */
const step: Statement = {
  name: 'retain',
  text: `WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtextextended('touchstone-bus-retention:$schema', 0)) AS mine),
    handled AS (
      SELECT a.topic, a.partition, min(a.next) AS next FROM $schema.assignments a, turn WHERE turn.mine GROUP BY a.topic, a.partition
    ), old AS (
      SELECT m.topic, m.partition, m."offset" FROM handled h
      LEFT JOIN $schema.retained r ON r.topic = h.topic AND r.partition = h.partition
      CROSS JOIN LATERAL (
        SELECT m.topic, m.partition, m."offset", m.published_at FROM $schema.messages m
        WHERE m.topic = h.topic AND m.partition = h.partition AND m."offset" >= coalesce(r.first, 0) AND m."offset" < h.next
        ORDER BY m."offset" LIMIT $2
      ) m WHERE m.published_at < clock_timestamp() - $1 * interval '1 millisecond'
    ), gone AS (
      DELETE FROM $schema.messages m USING old WHERE m.topic = old.topic AND m.partition = old.partition AND m."offset" = old."offset"
      RETURNING m.topic, m.partition, m."offset"
    ), moved AS (
      INSERT INTO $schema.retained AS r SELECT topic, partition, max("offset") + 1 FROM gone GROUP BY topic, partition
      ON CONFLICT (topic, partition) DO UPDATE SET first = greatest(r.first, excluded.first)
    )
    SELECT count(*)::int AS deleted FROM gone`,
};
const settledParking: Statement = {
  name: 'retain-settled',
  text: `WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtextextended('touchstone-bus-retention:$schema', 0)) AS mine),
    gone AS (
      DELETE FROM $schema.repairs r USING turn WHERE turn.mine AND r.applied_at < clock_timestamp() - $1 * interval '1 millisecond'
    )
    DELETE FROM $schema.parked p USING turn WHERE turn.mine AND p.state IN ('replayed', 'repaired', 'discarded')
      AND p.settled_at < clock_timestamp() - $1 * interval '1 millisecond'`,
};

export const startRetention = (database: BusDatabase, retainMs: number, everyMs = 60_000): Retention => {
  let stopped = false;
  let sweeping: Promise<number> | undefined;

  const deleteOld = async () => {
    let total = 0;
    for (;;) {
      const { rows } = await database.query<{ deleted: number }>(step, [retainMs, stepMessages]);
      const deleted = rows[0]?.deleted ?? 0;
      total += deleted;
      if (deleted === 0 || stopped) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    await database.query(settledParking, [retainMs]);
    return total;
  };
  const sweep = () => (sweeping ??= deleteOld().finally(() => (sweeping = undefined)));
  // What fails now is deleted at the next turn.
  const timer = setInterval(() => void sweep().catch(() => {}), everyMs).unref();
  return {
    sweep,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await sweeping?.catch(() => {});
    },
  };
};
