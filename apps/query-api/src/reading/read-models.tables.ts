import {
  identityPages,
  identityReads,
  openWhenAsked,
  profileReads,
  schemaOf,
  timelineReads,
} from '@touchstone/read-models';
import type {
  IdentityPages,
  IdentityReads,
  ProfileReads,
  Queryable,
  ReadSchemas,
  TimelineReads,
} from '@touchstone/read-models';
import { problem } from '@touchstone/service-host';
import type { Pool } from 'pg';
import { salesProjections, salesReadsOf, type SalesReads } from './sales-reads';

export const projections = {
  profile: 'customer-profile',
  timeline: 'customer-timeline',
  identity: 'customer-identity',
  sales: 'customer-sales',
};

/** The reads of the versions that answer right now. */
export interface Reads {
  readonly db: Queryable;
  readonly profile: ProfileReads;
  readonly timeline: TimelineReads;
  readonly identity: IdentityReads;
  readonly identityPages: IdentityPages;
  /** Each throws a problem (503) until it is there; the others answer without it. */
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

type CustomerSchemas = Pick<ReadSchemas, 'profile' | 'timeline' | 'identity'> &
  Pick<Partial<ReadSchemas>, 'customerSales'>;

const readsOf = (db: Pool, schemas: CustomerSchemas, sales: SalesReads): Reads => ({
  db,
  // What sales has with a customer is newer than the profile, which answers without it.
  profile: profileReads(schemas.profile, schemas.customerSales),
  timeline: timelineReads(schemas.timeline, schemas.profile),
  identity: identityReads(schemas.identity, schemas.timeline),
  identityPages: identityPages(schemas.identity, openWhenAsked({ database: db, schemas })),
  sales,
});

/** Read model -> the schema of the version that answers. */
const activeSchemas = async (pool: Pool): Promise<Map<string, string>> => {
  const { rows } = await pool.query<{ subscription: string; version: number; generation: number }>({
    name: 'active_versions',
    text: active,
    values: [[...Object.values(projections), ...Object.values(salesProjections)]],
  });
  return new Map(rows.map((row) => [row.subscription, schemaOf(row.subscription, row.version, row.generation)]));
};

/** Throws a problem (503) while a read model of the customers is not there. */
const readsIn = (pool: Pool, live: ReadonlyMap<string, string>): Reads => {
  const liveSchema = (name: string): string => {
    const schema = live.get(name);
    if (schema === undefined) throw beingBuilt();
    return schema;
  };
  const [profile, timeline, identity] = [projections.profile, projections.timeline, projections.identity].map(
    liveSchema,
  ) as [string, string, string];
  const ofSales = live.get(projections.sales);
  const schemas = { profile, timeline, identity, ...(ofSales !== undefined && { customerSales: ofSales }) };
  return readsOf(pool, schemas, salesReadsOf(liveSchema, { identity, profile }));
};

const longestMs = 2_000;

/** Follows which version of each read model is active; the answer is at most `refreshMs` behind a switch. */
export const openReadModels = (pool: Pool, refreshMs = 1_000): ReadModels => {
  let current: { key: string; reads: Reads } | undefined;
  let askedAt = -Infinity;
  let asking: Promise<Reads> | undefined;

  const ask = async (): Promise<Reads> => {
    const live = await activeSchemas(pool);
    const key = [...live].join();
    if (current?.key !== key) current = { key, reads: readsIn(pool, live) };
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
