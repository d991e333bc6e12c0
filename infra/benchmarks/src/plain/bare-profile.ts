import fastify from 'fastify';
import { Pool } from 'pg';

// The yardstick's process: one SELECT by primary key of the same rows, written out by Fastify.
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new Pool({ connectionString: databaseUrl, max: 10 });
const text = 'SELECT * FROM customer_profile_v1.customers WHERE id = $1';

const main = async (): Promise<void> => {
  const server = fastify();
  server.get<{ Params: { id: string } }>('/customers/:id', async (request, reply) => {
    const { rows } = await pool.query<object>({ name: 'profile', text, values: [request.params.id] });
    return rows[0] ?? reply.code(404).send();
  });
  process.stdout.write(`listens on ${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
};

void main();
