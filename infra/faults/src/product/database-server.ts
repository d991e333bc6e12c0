import { startPostgres, type RunningPostgres } from '@touchstone/testing';
import { Client } from 'pg';

export interface DatabaseOptions {
  readonly dataDir: string;
  readonly settings?: Record<string, string>;
}

/** The PostgreSQL server of separate services: it keeps its address over as many lives as a test wants. */
export class DatabaseServer {
  private constructor(
    private readonly options: DatabaseOptions,
    private running: RunningPostgres,
  ) {}

  /** With the databases log, keys and read. */
  static async start(options: DatabaseOptions): Promise<DatabaseServer> {
    const running = await startPostgres(options);
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
    this.running = await startPostgres({ ...this.options, port: this.running.port });
  }
}
