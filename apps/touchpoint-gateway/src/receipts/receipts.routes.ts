import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { lineOutcomes } from '@touchstone/contracts';
import { problem, requireRole } from '@touchstone/service-host';
import type { WriteKeys } from '../access/write-keys';
import { sentWriteKey } from '../ingest/sent-write-key';
import { findImport, rejectedLines, type KnownImport } from './imports.tables';
import { mergeHours, mergeLines, receiptOf } from './receipt-of';
import type { ReceiptsPool } from './receipts-schema.tables';
import { rejectedPerHour } from './rejected-events.tables';
import type { Settled } from './repository.client';

export interface ReceiptRoutes {
  readonly pool: ReceiptsPool;
  readonly settled: Settled;
  readonly keys: WriteKeys;
}

const maxHours = 1000;
const hoursQuery = z.object({
  source: z.uuid().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
const linesQuery = z.object({
  outcome: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(lineOutcomes)))
    .default([...lineOutcomes]),
  cursor: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const parse = <S extends z.ZodType>(schema: S, query: unknown): z.output<S> => {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [{ path, message } = { path: [], message: '' }] = parsed.error.issues;
  throw problem(400, `The query cannot be read: ${path.join('.')}: ${message}.`);
};

const analyst = requireRole('analyst');
const noImport = () => problem(404, 'There is no such import of a source that this key may ask about.');

/** Receipts are for the emitter too: a write key reads those of its own source, an API key (analyst) those of all. */
export const receiptRoutes =
  ({ pool, settled, keys }: ReceiptRoutes) =>
  async (server: FastifyInstance): Promise<void> => {
    /** The source that a write key speaks for; undefined for an API key, which may see every source. */
    const ownSource = async (request: FastifyRequest): Promise<string | undefined> => {
      const key = sentWriteKey(request.headers, undefined);
      const source = key === undefined ? undefined : await keys.sourceOf(key);
      if (!source) await analyst(request);
      return source?.id;
    };
    const importOf = async (request: FastifyRequest): Promise<{ id: string; known: KnownImport }> => {
      const own = await ownSource(request);
      const id = z.uuid().safeParse((request.params as { importId: string }).importId);
      const known = id.success ? await findImport(pool, id.data) : undefined;
      if (!known || (own !== undefined && own !== known.source)) throw noImport();
      return { id: id.data as string, known };
    };
    server.get('/v1/receipts', async (request) => {
      const own = await ownSource(request);
      const asked = parse(hoursQuery, request.query);
      if (own !== undefined && asked.source !== undefined && asked.source !== own) throw noImport();
      const of = { ...asked, source: own ?? asked.source };
      const [theirs, mine] = await Promise.all([settled.perHour(of), rejectedPerHour(pool, of, maxHours)]);
      return { items: mergeHours(theirs, mine, maxHours), next: null };
    });
    server.get('/v1/receipts/:importId', async (request) => {
      const { id, known } = await importOf(request);
      return receiptOf(id, known, await settled.ofImport(id));
    });
    server.get('/v1/receipts/:importId/lines', async (request) => {
      const { outcome: outcomes, cursor: after, limit } = parse(linesQuery, request.query);
      const { id } = await importOf(request);
      const [mine, theirs] = await Promise.all([
        outcomes.includes('rejected') ? rejectedLines(pool, id, after, limit) : [],
        settled.lines(id, { outcomes, after, limit }),
      ]);
      return mergeLines(mine, theirs, limit);
    });
  };
