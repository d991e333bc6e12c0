import { createHash, randomUUID } from 'node:crypto';
import type { ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import { identityHasher } from '@touchstone/personal-data';
import { ensureReaderRole } from '@touchstone/read-models';
import { listen, sendLogsTo } from '@touchstone/service-host';
import type { Pool } from 'pg';
import { contractOf } from './contract';
import { emptyReadModels } from './seeded.tables';
import { start } from '../start';

const pepper = Buffer.alloc(32, 7);
const hash = identityHasher(pepper);

/** An identity as the projections would store it. */
export const named = (type: string, value: string) => ({ identity: hash(type, value), type, value });

/** What the owners answer; tests change it. */
export interface Road {
  repository: RepositoryMarks;
  projections: ProjectionMarks;
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly responses: object;
  readonly security?: unknown;
}

/** Members of the answers that tests look into. */
export interface AnswerBody {
  readonly id: string;
  readonly items: readonly { readonly id: string; readonly name: string; readonly role: string }[];
  readonly next: string | null;
  readonly identities: readonly object[];
  readonly errors?: readonly { readonly pointer: string }[];
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
}

interface Database {
  readonly url: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

const makeRole = async (pool: Pool, address: string): Promise<{ url: string; drop: () => Promise<void> }> => {
  const name = `reader_${randomUUID().slice(0, 8)}`;
  await ensureReaderRole(pool, { name, password: 'secret' });
  const url = Object.assign(new URL(address), { username: name, password: 'secret' }).href;
  return { url, drop: async () => void (await pool.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`)) };
};

const makeKey = async (pool: Pool): Promise<void> => {
  await pool.query(`CREATE SCHEMA access; CREATE TABLE access.api_keys
    (id uuid DEFAULT gen_random_uuid(), name text, key_hash bytea, role text, person text, created_at timestamptz DEFAULT now(), revoked_at timestamptz)`);
  const keys = [
    ['key', 'analyst', null],
    ['ana', 'rep', 'ana'],
    ['ben', 'rep', 'ben'],
    ['cleo', 'manager', 'cleo'],
  ] as const;
  for (const [key, role, person] of keys)
    await pool.query('INSERT INTO access.api_keys (name, key_hash, role, person) VALUES ($1, $2, $3, $4)', [
      key,
      createHash('sha256').update(key).digest(),
      role,
      person,
    ]);
};

/** A query API on empty read models, asked over HTTP. Every answer is held against the OpenAPI document. Only tests use it. */
export const startedQueryApi = async (database: Database, road: Road) => {
  const logged: string[] = [];
  sendLogsTo({ write: (line) => void logged.push(line) });
  await emptyReadModels(database.pool);
  await makeKey(database.pool);
  const role = await makeRole(database.pool, database.url);
  const service = await start({
    readUrl: role.url,
    logUrl: database.url,
    pepper,
    owners: { repository: async () => road.repository, projections: async () => road.projections },
    positionAt: async (time) => (time.getTime() < Date.parse('2026-01-05') ? '003' : '100'),
  });
  const server = await listen(service, 0);
  const violations = contractOf(service.openapi as object);
  return {
    pool: database.pool,
    logged,
    openapi: service.openapi as object,
    call: async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(server.url + path, { headers: { authorization: 'Bearer key', ...headers } });
      const body = (await answer.json()) as AnswerBody;
      const broken = violations(path, answer.status, answer.headers.get('content-type') ?? '', body);
      if (!path.endsWith('api.json') && broken.length > 0) throw new Error(broken.join('\n'));
      return { status: answer.status, headers: answer.headers, body };
    },
    close: async () => {
      await server.close();
      await service.close();
      await role.drop();
      await database.drop();
      sendLogsTo(undefined);
    },
  };
};
export type StartedQueryApi = Awaited<ReturnType<typeof startedQueryApi>>;
