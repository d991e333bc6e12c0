import { release, type DatabaseDiagnosis, type ServiceDiagnosis } from '@touchstone/contracts';
import type { Pool } from 'pg';
import { askReadiness } from './readiness';

const connectionsOf = (pool: Pool): DatabaseDiagnosis['connections'] => ({
  open: pool.totalCount,
  idle: pool.idleCount,
  waiting: pool.waitingCount,
  most: pool.options.max,
});

const diagnoseDatabase = async (pool: Pool): Promise<DatabaseDiagnosis> => {
  const connections = connectionsOf(pool);
  let clockSkewMs: number | undefined;
  const { checks } = await askReadiness({
    database: async () => {
      // Opening a connection takes longer than the question, and would count as skew.
      await pool.query('SELECT 1');
      const asked = Date.now();
      const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
      clockSkewMs = (rows[0] as { now: Date }).now.getTime() - (asked + Date.now()) / 2;
    },
  });
  return {
    ...(checks['database'] as { ok: boolean; reason?: string }),
    ...(clockSkewMs !== undefined && { clockSkewMs: Math.round(clockSkewMs) }),
    connections,
  };
};

/** Facts only: who asks judges them. Answers within 2 s, whatever is down. */
export const diagnose = async (
  service: string,
  databases: Readonly<Record<string, Pool>>,
): Promise<ServiceDiagnosis> => {
  const found = await Promise.all(
    Object.entries(databases).map(async ([name, pool]) => [name, await diagnoseDatabase(pool)] as const),
  );
  return {
    service,
    release,
    node: process.version,
    now: new Date().toISOString(),
    startedAt: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    residentBytes: process.memoryUsage.rss(),
    databases: Object.fromEntries(found),
  };
};
