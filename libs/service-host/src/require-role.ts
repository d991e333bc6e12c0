import type { FastifyRequest } from 'fastify';
import { includesRole, type ApiKeyRole, type ApiKeys, type Caller } from './api-keys';
import { problem, type ProblemError } from './problem-error';

declare module 'fastify' {
  interface FastifyInstance {
    apiKeys: ApiKeys | undefined;
    refused: (reason: 'no-key' | 'wrong-key' | 'wrong-role') => void;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

const bearer = /^Bearer +([\x21-\x7e]{1,512}) *$/i;

const unauthorised = (detail: string): ProblemError =>
  problem(401, detail, { headers: { 'www-authenticate': 'Bearer realm="touchstone"' } });

/** One of these roles suffices. Throws 401 or 403 as problems, and counts them. */
export const authorise = async (request: FastifyRequest, roles: readonly ApiKeyRole[]): Promise<Caller> => {
  const { apiKeys, refused } = request.server;
  const key = bearer.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) {
    refused('no-key');
    throw unauthorised('This address needs an API key: send it as Authorization: Bearer <API key>.');
  }
  const caller = await apiKeys?.callerOf(key);
  if (!caller) {
    refused('wrong-key');
    throw unauthorised('This API key is not known here, or it was revoked: ask an administrator for a new one.');
  }
  if (!roles.some((role) => includesRole(caller.role, role))) {
    refused('wrong-role');
    throw problem(
      403,
      `This needs an API key of the role ${roles.join(' or ')}; this key has the role ${caller.role}.`,
    );
  }
  request.caller = caller;
  return caller;
};

/** The same for a plain Fastify route, as `onRequest` (before the body is read) or `preHandler`. */
export const requireRole =
  (...roles: ApiKeyRole[]) =>
  async (request: FastifyRequest): Promise<void> => {
    await authorise(request, roles);
  };

/** The caller of a route behind requireRole or RequireRole. */
export const callerOf = (request: FastifyRequest): Caller => {
  if (!request.caller) throw new Error('This route reads its caller, but requires no role.');
  return request.caller;
};

const loopback = /^(127\.|::1$|::ffff:127\.)/;
const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Straight from this machine. The Host is checked too, because a browser here can be lured to call us (DNS rebinding). */
export const isLocal = ({ socket, headers }: FastifyRequest): boolean =>
  loopback.test(socket.remoteAddress ?? '') &&
  localHost.test(headers.host ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers.forwarded === undefined;

export const requireLocalOrRole =
  (role: ApiKeyRole) =>
  async (request: FastifyRequest): Promise<void> => {
    if (!isLocal(request)) await authorise(request, [role]);
  };
