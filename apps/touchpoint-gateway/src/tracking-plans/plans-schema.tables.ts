import { migrate, type Migration } from '@touchstone/migrations';
import type { Pool } from 'pg';

const plans = `
CREATE TABLE versions (
  source_id uuid NOT NULL,
  version int NOT NULL,
  mode text NOT NULL CHECK (mode IN ('off', 'allow', 'quarantine', 'reject')),
  plan jsonb NOT NULL,
  -- Id of the API key that stored it.
  by text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (source_id, version)
);
CREATE TABLE quarantined (
  -- Two events under one id are both held: which of them is in conflict, the inbox decides.
  id uuid NOT NULL,
  digest text NOT NULL,
  source_id uuid NOT NULL,
  version int NOT NULL,
  at timestamptz NOT NULL,
  pointer text NOT NULL,
  detail text NOT NULL,
  bus_key text NOT NULL,
  -- As it would have been published: sealed; null once it is discarded.
  event text,
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'discarded')),
  decided_by text,
  decided_at timestamptz,
  PRIMARY KEY (id, digest)
);
CREATE INDEX quarantined_newest ON quarantined (source_id, state, at DESC, id DESC);`;

const migrations: readonly Migration[] = [{ name: '001-tracking-plans', sql: plans }];

/** Tracking plans and the events that they hold back live in schema `tracking_plans` of the log server. */
export const migratePlans = (pool: Pool): Promise<void> => migrate(pool, 'tracking_plans', migrations);

/** The log database, as files that hold no SQL pass it on. */
export type PlansPool = Pool;
