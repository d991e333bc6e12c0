import { startPostgres, type RunningPostgres } from '@touchstone/testing';
import { Client } from 'pg';
import { quietPort } from './quiet-port';

export interface DatabaseOptions {
  readonly dataDir: string;
  readonly settings?: Record<string, string>;
  /** Of its processes, beside ours. */
  readonly env?: Record<string, string>;
}

/** The server takes its environment from this process, so that it is changed for as long as the start takes. */
const startIn = async ({ env = {}, ...options }: DatabaseOptions & { port?: number }): Promise<RunningPostgres> => {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  try {
    return await startPostgres(options);
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

/** The PostgreSQL server of separate services: it keeps its address over as many lives as a test wants. */
export class DatabaseServer {
  /** Whether it has ended and was not started again. */
  isGone = false;

  private constructor(
    private readonly options: DatabaseOptions,
    private running: RunningPostgres,
  ) {
    this.watch();
  }

  /** With the databases log, keys and read. */
  static async start(options: DatabaseOptions): Promise<DatabaseServer> {
    const running = await startIn({ ...options, port: await quietPort() });
    const client = new Client(running.url('postgres'));
    await client.connect();
    for (const name of ['log', 'keys', 'read']) await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return new DatabaseServer(options, running);
  }

  get pid(): number {
    return this.running.pid;
  }

  url(database: string): string {
    return this.running.url(database);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }

  /** Resolves when it is gone, however it ends. */
  async ended(): Promise<void> {
    await this.running.exited;
  }

  /** After its end: on its data, under its address. */
  async startAgain(): Promise<void> {
    this.running = await startIn({ ...this.options, port: this.running.port });
    this.watch();
  }

  private watch(): void {
    this.isGone = false;
    const { running } = this;
    void running.exited.then(() => {
      if (this.running === running) this.isGone = true;
    });
  }
}
