import fastify from 'fastify';
import { Pool } from 'pg';

// The yardstick's process: parse, check the key, one unnest INSERT into a table with a primary key only.
const [databaseUrl = '', writeKey = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 10 });
const keys = new Map([[`Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'shop']]);
const insert = 'INSERT INTO touchpoints (id, data) SELECT * FROM unnest($1::text[], $2::text[])';

const main = async (): Promise<void> => {
  await pool.query('CREATE TABLE touchpoints (id text PRIMARY KEY, data text NOT NULL)');
  const server = fastify({ bodyLimit: 5 << 20 });
  server.post<{ Body: { batch: { messageId: string }[] } }>('/v1/batch', async (request, reply) => {
    if (!keys.has(request.headers.authorization ?? '')) return reply.code(401).send();
    const { batch } = request.body;
    const values = [batch.map(({ messageId }) => messageId), batch.map((event) => JSON.stringify(event))];
    await pool.query({ name: 'insert', text: insert, values });
    return { success: true };
  });
  process.stdout.write(`listens on ${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
};

void main();
