import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnService, type Service } from '@touchstone/testing';
import { DatabaseServer } from './database-server';
import { quietPort } from './quiet-port';

const secret = () => randomBytes(32).toString('base64url');
const programOf = (app: string) => resolve(__dirname, `../../../../apps/${app}/dist/main.js`);

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface SeparateOptions {
  /** Of every process. */
  readonly env?: Record<string, string>;
  /** Of the database server. */
  readonly settings?: Record<string, string>;
  /** Environment of the database server. */
  readonly databaseEnv?: Record<string, string>;
  /** Where the database server keeps its data; a folder that stop() removes when not given. */
  readonly dataDir?: string;
  /** A second process each of repository, projections and query API, named `<name>-2`. */
  readonly twice?: boolean;
}

interface Member {
  readonly app: string;
  readonly env: Record<string, string>;
  service: Service;
  /** Somebody here has ended it. */
  ended: boolean;
}

/** Gateway, repository, projections and query API, each a process of its own, on one database server. */
export class SeparateServices {
  writeKey = '';
  sourceId = '';
  readonly adminKey = secret();
  private readonly members = new Map<string, Member>();
  private readonly common: Record<string, string>;

  private constructor(
    private readonly folder: string,
    readonly database: DatabaseServer,
    private readonly options: SeparateOptions,
  ) {
    this.common = {
      ...{ LOG_DATABASE_URL: database.url('log'), KEYS_DATABASE_URL: database.url('keys') },
      ...{ READ_DATABASE_URL: database.url('read'), PEPPER: secret(), DIGEST_SECRET: secret(), WRAPPING_KEY: secret() },
      ...{ LEASE_MS: '1500', ...options.env },
    };
  }

  static async start(options: SeparateOptions = {}): Promise<SeparateServices> {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-separate-'));
    const settings = { fsync: 'off', max_connections: '250', ...options.settings };
    const database = await DatabaseServer.start({
      ...{ dataDir: options.dataDir ?? join(folder, 'postgres'), settings },
      ...(options.databaseEnv && { env: options.databaseEnv }),
    });
    const all = new SeparateServices(folder, database, options);
    await all.begin();
    return all;
  }

  /** Names of the processes that run, or were ended and not started again. */
  get names(): string[] {
    return [...this.members.keys()];
  }

  get url(): string {
    return this.addressOf('gateway');
  }

  async run(name: string, app: string, env: Record<string, string> = {}): Promise<void> {
    const own = { PORT: String(await quietPort()), ...env };
    const options = { env: { ...this.common, ...own }, ready: /listens on http/, timeoutMs: 180_000 };
    const service = await spawnService(programOf(app), options);
    this.members.set(name, { app, env: own, service, ended: false });
  }

  /** Starts a process that has ended again, under its address. */
  async startAgain(name: string): Promise<void> {
    const { app, env } = this.member(name);
    await this.run(name, app, env);
  }

  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const member = this.member(name);
    member.ended = true;
    await member.service.kill(signal);
  }

  pidOf(name: string): number {
    return this.member(name).service.pid;
  }

  outputOf(name: string): string {
    return this.member(name).service.output();
  }

  /** Those that ended though nobody here has ended them, with their last words. */
  async endedByThemselves(): Promise<string[]> {
    const running = Symbol('running');
    const looked = [...this.members].map(async ([name, { service, ended }]) => {
      const exit = await Promise.race([service.exited, Promise.resolve(running)]);
      return exit === running || ended ? [] : [`${name}: ${service.output().slice(-2_000)}`];
    });
    return (await Promise.all(looked)).flat();
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
    await Promise.all([...this.members.values()].map(({ service }) => service.kill('SIGKILL')));
    await this.database.stop();
    await rm(this.folder, { recursive: true });
  }

  private member(name: string): Member {
    const member = this.members.get(name);
    if (!member) throw new Error(`No process is named ${name}.`);
    return member;
  }

  private addressOf(name: string): string {
    return /http:\S+/.exec(this.outputOf(name))?.[0] as string;
  }

  private runAll(name: string, app: string, env: Record<string, string> = {}): Promise<unknown> {
    const names = this.options.twice ? [name, `${name}-2`] : [name];
    return Promise.all(names.map((one) => this.run(one, app, env)));
  }

  private async begin(): Promise<void> {
    const readerPassword = secret();
    await Promise.all([
      this.run('gateway', 'touchpoint-gateway', { FIRST_API_KEY: this.adminKey }),
      this.runAll('repository', 'customer-repository'),
      this.run('projections', 'projections', { READER_PASSWORD: readerPassword }),
    ]);
    if (this.options.twice) await this.run('projections-2', 'projections');
    const source = await this.ask<{ id: string; writeKey: string }>('gateway', '/admin/sources', {
      body: { name: 'shop' },
    });
    this.sourceId = source.body.id;
    this.writeKey = source.body.writeKey;
    const reader = new URL(this.common['READ_DATABASE_URL'] as string);
    Object.assign(reader, { username: 'touchstone_reader', password: readerPassword });
    await this.runAll('query-api', 'query-api', {
      READ_DATABASE_URL: reader.href,
      REPOSITORY_URL: this.addressOf('repository'),
      PROJECTIONS_URL: this.addressOf('projections'),
      MARKS_KEY: this.adminKey,
    });
  }
}
