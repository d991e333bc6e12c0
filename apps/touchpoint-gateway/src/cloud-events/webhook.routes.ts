import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerPreflight } from '../ingest/cors.routes';

const dnsName = /^[\w.*-]{1,253}$/;

/**
 * Answers the preflight of a browser and the handshake of the webhook profile alike: any sender may deliver, as fast as it
 * likes; the write key decides, and 429 slows it down.
 */
export const answerHandshake = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const origin = request.headers['webhook-request-origin'];
  reply.header('allow', 'POST, OPTIONS');
  if (typeof origin === 'string' && dnsName.test(origin))
    reply.headers({ 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' });
  return answerPreflight(request, reply);
};
