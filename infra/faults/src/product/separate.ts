import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnService, startPostgres, type RunningPostgres, type Service } from '@touchstone/testing';
import { Client } from 'pg';

const secret = () => randomBytes(32).toString('base64url');
const programOf = (app: string) => resolve(__dirname, `../../../../apps/${app}/dist/main.js`);

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Gateway, repository, projections and query API, each a process of its own, on one database server. */
export class SeparateServices {
  writeKey = '';
  sourceId = '';
  readonly adminKey = secret();
  private readonly services = new Map<string, Service>();
  private readonly common: Record<string, string>;

  private constructor(
    private readonly folder: string,
    private readonly server: RunningPostgres,
    env: Record<string, string>,
  ) {
    const database = (name: string) => server.url(name);
    this.common = {
      ...{ LOG_DATABASE_URL: database('log'), KEYS_DATABASE_URL: database('keys'), PORT: '0', LEASE_MS: '1500' },
      ...{ READ_DATABASE_URL: database('read'), PEPPER: secret(), DIGEST_SECRET: secret(), WRAPPING_KEY: secret() },
      ...env,
    };
  }

  static async start(env: Record<string, string>): Promise<SeparateServices> {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-separate-'));
    const settings = { fsync: 'off', max_connections: '250' };
    const server = await startPostgres({ dataDir: join(folder, 'postgres'), settings });
    const client = new Client(server.url('postgres'));
    await client.connect();
    for (const name of ['log', 'keys', 'read']) await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const all = new SeparateServices(folder, server, env);
    await all.begin();
    return all;
  }

  async run(name: string, app: string, env: Record<string, string> = {}): Promise<void> {
    const options = { env: { ...this.common, ...env }, ready: /listens on http/ };
    this.services.set(name, await spawnService(programOf(app), options));
  }

  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.services.get(name)?.kill(signal);
  }

  outputOf(name: string): string {
    return this.services.get(name)?.output() ?? '';
  }

  async ask<Body>(
    name: string,
    path: string,
    options: { headers?: Record<string, string>; body?: object } = {},
  ): Promise<Answer<Body>> {
    const headers = {
      authorization: `Bearer ${this.adminKey}`,
      'content-type': 'application/json',
      ...options.headers,
    };
    const body = options.body ? JSON.stringify(options.body) : null;
    const answer = await fetch(this.addressOf(name) + path, { method: body ? 'POST' : 'GET', headers, body });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  }

  send(batch: readonly object[]): Promise<Answer<{ accepted: number }>> {
    const authorization = `Basic ${Buffer.from(`${this.writeKey}:`).toString('base64')}`;
    return this.ask('gateway', '/v1/batch', { headers: { authorization }, body: { batch } });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.services.values()].map((service) => service.kill('SIGKILL')));
    await this.server.stop();
    await rm(this.folder, { recursive: true });
  }

  private addressOf(name: string): string {
    return /http:\S+/.exec(this.outputOf(name))?.[0] as string;
  }

  private async begin(): Promise<void> {
    const readerPassword = secret();
    await Promise.all([
      this.run('gateway', 'touchpoint-gateway', { FIRST_API_KEY: this.adminKey }),
      this.run('repository', 'customer-repository'),
      this.run('projections', 'projections', { READER_PASSWORD: readerPassword }),
    ]);
    const source = await this.ask<{ id: string; writeKey: string }>('gateway', '/admin/sources', {
      body: { name: 'shop' },
    });
    this.sourceId = source.body.id;
    this.writeKey = source.body.writeKey;
    const reader = new URL(this.common['READ_DATABASE_URL'] as string);
    Object.assign(reader, { username: 'touchstone_reader', password: readerPassword });
    await this.run('query-api', 'query-api', {
      READ_DATABASE_URL: reader.href,
      REPOSITORY_URL: this.addressOf('repository'),
      PROJECTIONS_URL: this.addressOf('projections'),
      MARKS_KEY: this.adminKey,
    });
  }
}
