import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '@touchstone/service-host';
import fastify from 'fastify';
import { appNamed, replicasOf } from './replicas-wanted';
import { writePrivate } from './secrets';
import type { ReplicaShown, Scaled } from './start-scaled';

interface Address {
  readonly url: string;
  readonly token: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'control.json');

/** Lets other processes of this account scale and restart: the address and its token lie in the data directory. */
export const serveControl = async (
  scaled: Scaled,
  say: (line: string) => void,
): Promise<{ close(): Promise<void> }> => {
  const token = randomBytes(32).toString('hex');
  const server = fastify();
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) return reply.code(401).send();
  });
  server.get('/replicas', async () => ({ items: scaled.replicas() }));
  server.put<{ Body: Record<string, number> }>('/replicas', async ({ body }, reply) => {
    for (const [app, count] of Object.entries(body)) {
      say(`Scaling ${app} to ${count}...`);
      await scaled.scale(appNamed(app), count);
      say(`${app} has ${count} ready.`);
    }
    return reply.send({ items: scaled.replicas() });
  });
  server.post<{ Params: { app: string } }>('/restarts/:app', async ({ params }, reply) => {
    say(`Restarting ${params.app}, one replica after the other...`);
    await scaled.restart(appNamed(params.app));
    say(`${params.app} was restarted.`);
    return reply.send({ items: scaled.replicas() });
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const path = fileIn(scaled.dataDir);
  await writePrivate(path, JSON.stringify({ url, token } satisfies Address));
  return {
    close: async () => {
      await rm(path, { force: true });
      await server.close();
    },
  };
};

const shown = (items: readonly ReplicaShown[]): string =>
  items.map(({ name, pid, state, url = '' }) => `${name.padEnd(24)} ${state.padEnd(10)} ${pid}  ${url}`).join('\n');

const requestOf = (command: string, args: string[]): { method: string; path: string; body?: object } => {
  if (command === 'status') return { method: 'GET', path: '/replicas' };
  if (command === 'scale') return { method: 'PUT', path: '/replicas', body: replicasOf(args) };
  return { method: 'POST', path: `/restarts/${appNamed(args[0] ?? '')}` };
};

/** Asks the runner of a data directory, and prints the replicas that it has then. */
export const tell = async (
  dataDir: string,
  command: 'scale' | 'restart' | 'status',
  args: string[],
  say: (line: string) => void,
): Promise<never> => {
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => undefined);
  const nobody = new ConfigurationError(
    `Nothing runs scaled on ${dataDir}: start it with npm run scaled, or name its directory in TOUCHSTONE_DATA.`,
  );
  if (!text) throw nobody;
  const { url, token } = JSON.parse(text) as Address;
  const { method, path, body } = requestOf(command, args);
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  const answer = await fetch(url + path, { method, headers, body: body ? JSON.stringify(body) : null }).catch(() => {
    throw nobody;
  });
  const answered = (await answer.json()) as { items?: ReplicaShown[]; message?: string };
  if (!answered.items) throw new ConfigurationError(answered.message ?? `The runner answered ${answer.status}.`);
  say(shown(answered.items));
  process.exit(0);
};
