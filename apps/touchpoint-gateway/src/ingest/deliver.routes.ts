import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeToken, headers, type IngestAnswer } from '@touchstone/contracts';
import { traceparentOf } from '@touchstone/service-host';
import type { Source } from '../access/source';
import type { WriteKeys } from '../access/write-keys';
import { ingest, type Delivery, type IngestParts } from './ingest';
import { refusedRequest } from './refused-request';

/** A new trace that nobody has sampled, for a delivery that brings none. */
export const newTraceparent = (): string => {
  const random = randomBytes(24).toString('hex');
  return `00-${random.slice(0, 32)}-${random.slice(32)}-00`;
};

/** Who sent the request; throws what it is told when nobody may have. */
export const sourceOf = async (keys: WriteKeys, key: string | undefined): Promise<Source> => {
  if (key === undefined) throw refusedRequest('no-key');
  const source = await keys.sourceOf(key);
  if (!source) throw refusedRequest('wrong-key');
  return source;
};

/** Takes the events of a request; the headers of its answer say where they lie and of which trace they are. */
export const deliver = async (
  parts: IngestParts,
  delivery: Omit<Delivery, 'traceparent'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<IngestAnswer> => {
  const traceparent = traceparentOf(request) ?? newTraceparent();
  const { answer, receipt } = await ingest(parts, { ...delivery, traceparent });
  reply.header('traceparent', traceparent).header('content-type', 'application/json; charset=utf-8');
  if (answer.accepted > 0) reply.header(headers.position, encodeToken({ bus: receipt }));
  return answer;
};
