import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  CloudEventFault,
  cloudEventsOfHttp,
  ingestLimits,
  type HttpCloudEvents,
  type IngestAnswer,
} from '@touchstone/contracts';
import { problem } from '@touchstone/service-host';
import { answerError } from '../ingest/answer-error.routes';
import { takeAnyBody } from '../ingest/any-body.routes';
import { deliver, sourceOf } from '../ingest/deliver.routes';
import type { IngestRoutes } from '../ingest/ingest.routes';
import { inflated } from '../ingest/read-body.routes';
import { sentWriteKey } from '../ingest/sent-write-key';
import { cloudEventFormat } from './cloud-event-format';
import { refusedDelivery, wordsForSenders } from './refused-delivery';
import { answerHandshake } from './webhook.routes';

const bytesOf = async (request: FastifyRequest): Promise<Buffer> => {
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity') return body;
  if (coding !== 'gzip') throw refusedDelivery(415, 'unknown-format', 'Of content encodings only gzip is known.');
  // The data of a binary event may itself be a gzip file, so here the header decides, and proxies forget it after inflating.
  return body[0] === 0x1f && body[1] === 0x8b ? inflated(body) : body;
};

const read = async (request: FastifyRequest): Promise<{ bytes: number } & HttpCloudEvents> => {
  const body = await bytesOf(request);
  const headers = request.raw.headersDistinct;
  if (body.length > 0 && headers['content-type'] === undefined)
    throw refusedDelivery(415, 'unknown-format', 'The request has a body and no Content-Type.');
  const received = cloudEventsOfHttp(headers, body);
  if (received instanceof CloudEventFault)
    throw refusedDelivery(received.code === 'unknown-format' ? 415 : 400, received.code, received.detail);
  if (received.events.length > ingestLimits.batchEvents)
    throw refusedDelivery(
      413,
      'too-many',
      `A batch may hold at most ${ingestLimits.batchEvents} events, this one holds ${received.events.length}: send it in parts.`,
    );
  return { bytes: body.length, ...received };
};

/** Of a batch the answer lists what was not taken. A single event that is rejected is an error of its request; one that is held back is accepted, but not processed. */
const said = ({ mode }: HttpCloudEvents, answer: IngestAnswer, reply: FastifyReply): string => {
  const [rejection] = answer.rejected;
  if (mode !== 'batch' && answer.quarantined) reply.code(202);
  if (mode === 'batch' || !rejection) return JSON.stringify(answer);
  const { code, detail } = rejection;
  const status = code === 'too-large' ? 413 : 400;
  reply.code(status).header('content-type', 'application/problem+json; charset=utf-8');
  return JSON.stringify(problem(status, detail, { code }).problem);
};

const take = async (routes: IngestRoutes, request: FastifyRequest, reply: FastifyReply): Promise<string> => {
  const receivedAt = routes.now();
  const token = [(request.query as Record<string, string | string[] | undefined>)['access_token']].flat()[0];
  if (token !== undefined) reply.header('cache-control', 'private, no-store');
  const source = await sourceOf(routes.keys, sentWriteKey(request.headers, token));
  const received = await read(request);
  routes.metrics.received(received.bytes, received.events.length);
  const delivery = {
    source,
    format: cloudEventFormat(received.events),
    events: received.events.map(({ sent }) => sent),
    sentAt: undefined,
    imported: false,
    receivedAt,
  };
  return said(received, await deliver(routes, delivery, request, reply), reply);
};

/** `POST /events`: CloudEvents over HTTP, structured, binary and batched, by the webhook profile. */
export const cloudEventRoutes =
  (routes: IngestRoutes) =>
  async (server: FastifyInstance): Promise<void> => {
    server.setErrorHandler(answerError(routes, wordsForSenders));
    takeAnyBody(server, routes.load);
    for (const path of ['/events', '/events/']) {
      server.post(path, { bodyLimit: ingestLimits.requestBytes }, (request, reply) => take(routes, request, reply));
      server.options(path, answerHandshake);
    }
  };
