import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { requireRole, type Log } from '@touchstone/service-host';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

interface Parts {
  readonly log: () => AsyncIterable<string>;
  readonly keys: () => AsyncIterable<string>;
}

/** A dump that breaks ends the connection without its last line, which tells the reader that it is not whole. */
const stream = (reply: FastifyReply, lines: AsyncIterable<string>, log: Log): FastifyReply => {
  const packed = createGzip({ level: 4 });
  pipeline(Readable.from(lines, { objectMode: false }), packed).catch((error: unknown) =>
    log.error({ err: error }, 'a backup broke off'),
  );
  return reply.type('application/gzip').send(packed);
};

/** The log and its keys apart, each as one stream of compressed lines. */
export const backupRoutes =
  (parts: Parts, log: Log): FastifyPluginAsync =>
  async (server) => {
    const admin = { onRequest: requireRole('admin') };
    server.get('/admin/backup/log', admin, async (_, reply) => stream(reply, parts.log(), log));
    server.get('/admin/backup/keys', admin, async (_, reply) => stream(reply, parts.keys(), log));
  };
