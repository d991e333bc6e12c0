import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { problem, requireRole, type Log } from '@touchstone/service-host';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

interface Parts {
  readonly log: () => AsyncIterable<string>;
  readonly keys: () => AsyncIterable<string>;
  /** True when the events lie in EventStoreDB, of which the database log knows nothing. */
  readonly logIsElsewhere: boolean;
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
    server.get('/admin/backup/log', admin, async (_, reply) => {
      if (parts.logIsElsewhere)
        throw problem(
          409,
          'The log lies in EventStoreDB: back it up there, and the databases log and keys with pg_dump.',
          {
            slug: 'log-elsewhere',
          },
        );
      return stream(reply, parts.log(), log);
    });
    server.get('/admin/backup/keys', admin, async (_, reply) => stream(reply, parts.keys(), log));
  };
