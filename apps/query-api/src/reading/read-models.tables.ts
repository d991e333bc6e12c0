import {
  attainmentReads,
  customerSales,
  forecastReads,
  identityPages,
  identityReads,
  openWhenAsked,
  pipelineReads,
  profileReads,
  schemaOf,
  teamReads,
  timelineReads,
} from '@touchstone/read-models';
import type {
  AttainmentReads,
  ForecastReads,
  IdentityPages,
  IdentityReads,
  PipelineReads,
  ProfileReads,
  Queryable,
  ReadSchemas,
  TeamReads,
  TimelineReads,
} from '@touchstone/read-models';
import { problem } from '@touchstone/service-host';
import type { Pool } from 'pg';

export const projections = {
  profile: 'customer-profile',
  timeline: 'customer-timeline',
  identity: 'customer-identity',
  sales: 'customer-sales',
};

export const salesProjections = {
  pipeline: 'sales-pipeline',
  forecast: 'sales-forecast',
  attainment: 'quota-attainment',
  teams: 'sales-teams',
};

export interface SalesReads {
  readonly pipeline: PipelineReads;
  readonly forecast: ForecastReads;
  readonly attainment: AttainmentReads;
  readonly teams: TeamReads;
}

/** The reads of the versions that answer right now. */
export interface Reads {
  readonly db: Queryable;
  readonly profile: ProfileReads;
  readonly timeline: TimelineReads;
  readonly identity: IdentityReads;
  readonly identityPages: IdentityPages;
  /** Throws a problem (503) until the read models of sales are there; those of customers answer without them. */
  readonly sales: SalesReads;
}

export interface ReadModels {
  /** Runs the reads; once more when a version was taken away under them. */
  read<T>(work: (reads: Reads) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const missing = new Set(['42P01', '3F000']);
const isMissing = (error: unknown): boolean => missing.has((error as { code?: string }).code ?? '');

const beingBuilt = () =>
  problem(503, 'The read models are being built for the first time: try again shortly.', {
    slug: 'being-built',
    headers: { 'retry-after': '1' },
  });

const active = `SELECT subscription, version, generation FROM touchstone.active_versions
  WHERE subscription = ANY ($1) ORDER BY 1`;

type LiveSchemas = Omit<ReadSchemas, 'customerSales'> & Partial<Pick<ReadSchemas, 'customerSales'>>;

const readsOf = (db: Pool, live: LiveSchemas, sales: SalesReads | undefined): Reads => {
  const schemas = { ...live, customerSales: live.customerSales ?? customerSales.schema };
  return {
    db,
    // It is newer than the profile, which answers without it.
    profile: profileReads(live.profile, live.customerSales),
    timeline: timelineReads(schemas.timeline, schemas.profile),
    identity: identityReads(schemas.identity, schemas.timeline),
    identityPages: identityPages(schemas.identity, openWhenAsked({ database: db, schemas })),
    get sales() {
      if (!sales) throw beingBuilt();
      return sales;
    },
  };
};

/** Undefined while one of them is being built. */
const salesReadsOf = (schemaOf: (name: string) => string | undefined, identity: string): SalesReads | undefined => {
  const [pipeline, forecast, attainment, teams] = Object.values(salesProjections).map(schemaOf);
  if (pipeline === undefined || forecast === undefined || attainment === undefined || teams === undefined)
    return undefined;
  return {
    pipeline: pipelineReads(pipeline, identity),
    forecast: forecastReads(forecast),
    attainment: attainmentReads(attainment, forecast),
    teams: teamReads(teams),
  };
};

const longestMs = 2_000;

/** Follows which version of each read model is active; the answer is at most `refreshMs` behind a switch. */
export const openReadModels = (pool: Pool, refreshMs = 1_000): ReadModels => {
  let current: { key: string; reads: Reads } | undefined;
  let askedAt = -Infinity;
  let asking: Promise<Reads> | undefined;

  const ask = async (): Promise<Reads> => {
    const { rows } = await pool.query<{ subscription: string; version: number; generation: number }>({
      name: 'active_versions',
      text: active,
      values: [[...Object.values(projections), ...Object.values(salesProjections)]],
    });
    const live = new Map(
      rows.map((row) => [row.subscription, schemaOf(row.subscription, row.version, row.generation)]),
    );
    const liveSchema = (name: string): string => {
      const schema = live.get(name);
      if (schema === undefined) throw beingBuilt();
      return schema;
    };
    const [profile, timeline, identity] = [projections.profile, projections.timeline, projections.identity].map(
      liveSchema,
    ) as [string, string, string];
    const key = [...live.values()].join();
    const salesSchema = (name: string) => live.get(name);
    const ofSales = live.get(projections.sales);
    const schemas = { profile, timeline, identity, ...(ofSales !== undefined && { customerSales: ofSales }) };
    if (current?.key !== key) current = { key, reads: readsOf(pool, schemas, salesReadsOf(salesSchema, identity)) };
    askedAt = performance.now();
    return current.reads;
  };
  const refresh = (): Promise<Reads> => {
    asking ??= ask()
      .catch((error: unknown) => {
        throw isMissing(error) ? beingBuilt() : error;
      })
      .finally(() => (asking = undefined));
    return asking;
  };
  const reads = (): Reads | Promise<Reads> => {
    const age = performance.now() - askedAt;
    // After a long silence a version that answered then may not be followed any more.
    if (current === undefined || age > refreshMs + longestMs) return refresh();
    // What is known answers at once; whoever comes next sees the switch.
    if (age > refreshMs) refresh().catch(() => undefined);
    return current.reads;
  };
  return {
    read: async (work) => {
      try {
        return await work(await reads());
      } catch (error) {
        if (!isMissing(error)) throw error;
        return work(await refresh());
      }
    },
    close: async () => void (await asking?.catch(() => undefined)),
  };
};
