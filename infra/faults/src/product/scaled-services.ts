import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startScaled, type AppName, type ReplicaShown, type Scaled } from '@touchstone/scaled';
import { eventually } from '@touchstone/testing';
import { DatabaseServer, type DatabaseOptions } from './database-server';

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface ServicesOptions {
  /** `<host>:<port>`, separated by commas. */
  readonly brokers: string;
  /** Of every process. */
  readonly env?: Record<string, string>;
  /** Its data lies in a folder that stop() removes, unless told otherwise. */
  readonly database?: Partial<DatabaseOptions>;
  /** Of repository, projections and query API. */
  readonly replicas?: 1 | 2;
}

interface Ends {
  /** Names of processes that ended and were started again, one for each time. */
  readonly seen: string[];
  readonly wanted: string[];
}

/** Gateway, repository, projections and query API as `npm run scaled` runs them, on servers that a test breaks. */
export class ScaledServices {
  sourceId = '';

  private constructor(
    readonly database: DatabaseServer,
    private readonly folder: string,
    private readonly scaled: Scaled,
    private readonly ends: Ends,
  ) {}

  static async start({ brokers, env = {}, database: own, replicas = 1 }: ServicesOptions): Promise<ScaledServices> {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-services-'));
    const settings = { fsync: 'off', max_connections: '250', ...own?.settings };
    const database = await DatabaseServer.start({ dataDir: join(folder, 'postgres'), ...own, settings });
    const postgres = { log: database.url('log'), keys: database.url('keys'), read: database.url('read') };
    const ends: Ends = { seen: [], wanted: [] };
    try {
      const scaled = await startScaled({
        ...{ dataDir: folder, env: { LEASE_MS: '1500', ...env }, given: { postgres, brokers } },
        replicas: {
          ...{ 'touchpoint-gateway': 1, 'sales-automation': 0, backup: 0 },
          ...{ 'customer-repository': replicas, projections: replicas, 'query-api': replicas },
        },
        say: (line) => void ends.seen.push(...(/^\S+(?= ended )/.exec(line) ?? [])),
      });
      const services = new ScaledServices(database, folder, scaled, ends);
      const sources = await services.ask<{ items: { id: string }[] }>('/admin/sources');
      services.sourceId = sources.body.items[0]?.id as string;
      return services;
    } catch (error) {
      await database.stop();
      throw error;
    }
  }

  get url(): string {
    return this.scaled.url;
  }

  get writeKey(): string {
    return this.scaled.credentials.writeKey;
  }

  replicasOf(app: AppName): readonly ReplicaShown[] {
    return this.scaled.replicas().filter((replica) => replica.app === app);
  }

  pidOf(name: string): number {
    return this.scaled.pids()[name] as number;
  }

  /** All that it has said, over all its lives. */
  outputOf(name: string): Promise<string> {
    return readFile(join(this.folder, 'logs', `${name}.log`), 'utf8');
  }

  /** Resolves when as many are ready. */
  scale(app: AppName, count: number): Promise<void> {
    return this.scaled.scale(app, count);
  }

  /** kill -9. Resolves when its successor is ready. */
  async kill(name: string): Promise<void> {
    const pid = this.pidOf(name);
    this.ends.wanted.push(name);
    this.scaled.kill(name);
    await eventually(
      `${name} is ready again`,
      () => this.scaled.replicas().find((replica) => replica.name === name),
      (now) => now?.state === 'ready' && now.pid !== pid,
      { timeoutMs: 180_000 },
    );
  }

  /** kill -9 of the last replica, and nobody comes in its place. */
  async killLast(app: AppName): Promise<void> {
    const all = this.replicasOf(app);
    const fewer = this.scale(app, all.length - 1);
    this.scaled.kill(all.at(-1)?.name as string);
    await fewer;
  }

  /** Those that ended though nobody here has killed them, with their last words. */
  endedByThemselves(): Promise<string[]> {
    const wanted = [...this.ends.wanted];
    const strange = this.ends.seen.filter((name) => {
      const at = wanted.indexOf(name);
      if (at >= 0) wanted.splice(at, 1);
      return at < 0;
    });
    return Promise.all(strange.map(async (name) => `${name}: ${(await this.outputOf(name)).slice(-2_000)}`));
  }

  /** Of a replica where one is given, else behind the front door. */
  async ask<Body>(
    path: string,
    { headers, body, of }: { headers?: Record<string, string>; body?: object; of?: ReplicaShown | undefined } = {},
  ): Promise<Answer<Body>> {
    const own = { authorization: `Bearer ${this.scaled.credentials.apiKey}`, 'content-type': 'application/json' };
    const answer = await fetch((of?.url ?? this.url) + path, {
      method: body ? 'POST' : 'GET',
      headers: { ...own, ...headers },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  }

  send(batch: readonly object[]): Promise<Answer<{ accepted: number }>> {
    const authorization = `Basic ${Buffer.from(`${this.writeKey}:`).toString('base64')}`;
    return this.ask('/v1/batch', { headers: { authorization }, body: { batch } });
  }

  async stop(): Promise<void> {
    await this.scaled.stop();
    await this.database.stop();
    await rm(this.folder, { recursive: true });
  }
}
