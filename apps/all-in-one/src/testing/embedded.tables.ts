import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

export type Server = 'postgres-log' | 'postgres-read';

/** Into a running embedded server as its owner, past every service. */
export const connectTo = async (dataDir: string, server: Server, database: string): Promise<Client> => {
  const folder = join(dataDir, server);
  const [password, running] = await Promise.all(
    ['password', 'postmaster.pid'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  const port = Number((running as string).split('\n')[3]);
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password: password as string, database });
  client.on('error', () => {});
  await client.connect();
  return client;
};

export const withClient = async <T>(
  dataDir: string,
  [server, database]: readonly [Server, string],
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = await connectTo(dataDir, server, database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Table -> its rows as text, sorted; of every schema that is not PostgreSQL's own. Views are left out. */
export const rowsOf = async (client: Client): Promise<Map<string, string[]>> => {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 1`,
  );
  const found = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`);
    found.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return found;
};

/** What the planner remembers of the values of columns. */
export const statisticsOf = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ all: string | null }>(
    `SELECT string_agg(row(most_common_vals, histogram_bounds, most_common_elems)::text, '|') AS all FROM pg_stats
      WHERE schemaname !~ '^(pg_|information_schema)'`,
  );
  return rows[0]?.all ?? '';
};
