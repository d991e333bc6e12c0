import { lineOutcomes } from '@touchstone/contracts';
import { problem, requireLocalOrRole } from '@touchstone/service-host';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Database } from '../database.tables';
import { receiptsPerHour } from '../repository/inbox-reads.tables';
import { settledLines, unstoredLines } from './imports.tables';

const params = z.object({ importId: z.uuid() });
const page = z.object({
  outcomes: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(lineOutcomes))),
  after: z.coerce.number().int().min(0),
  limit: z.coerce.number().int().min(1).max(1000),
});
const hours = z.object({
  source: z.string().optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

const parse = <S extends z.ZodType>(schema: S, sent: unknown): z.output<S> => {
  const parsed = schema.safeParse(sent);
  if (!parsed.success) throw problem(400, `The request cannot be read: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
};

/** What the gateway asks for its receipts. */
export const internalRoutes =
  (pool: Database) =>
  async (server: FastifyInstance): Promise<void> => {
    const anyKey = { onRequest: requireLocalOrRole('analyst') };
    server.get('/internal/imports/:importId', anyKey, (request) =>
      settledLines(pool, parse(params, request.params).importId),
    );
    server.get('/internal/imports/:importId/lines', anyKey, (request) => {
      return unstoredLines(pool, parse(params, request.params).importId, parse(page, request.query));
    });
    server.get('/internal/receipts', anyKey, (request) => {
      const { source, from, to } = parse(hours, request.query);
      return receiptsPerHour(pool, { ...(source && { source }), ...(from && { from }), ...(to && { to }) });
    });
  };
