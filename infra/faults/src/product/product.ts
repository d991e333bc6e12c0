import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { newDataDir, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { Pool } from 'pg';
import { serverOf } from './processes';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** The built product on one data directory and one port, over as many lives as a test wants. */
export class Product {
  private running: Touchstone | undefined;
  lives = 0;

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    private readonly env: Record<string, string>,
  ) {}

  static async prepare(env: Record<string, string> = {}): Promise<Product> {
    return new Product(await newDataDir('touchstone-faults-'), await freePort(), env);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get touchstone(): Touchstone {
    if (!this.running) throw new Error('The product was not started.');
    return this.running;
  }

  get writeKey(): string {
    return this.touchstone.writeKey;
  }

  readonly request: Touchstone['request'] = (path, options) => this.touchstone.request(path, options);

  async start(env: Record<string, string> = {}): Promise<void> {
    this.running = await spawnTouchstone({
      dataDir: this.dataDir,
      env: { LEASE_MS: '1000', ...this.env, PORT: String(this.port), ...env },
    });
    this.lives += 1;
  }

  /** From now on the crash point of CRASH_AT=...@SIGUSR2 counts. */
  arm(): void {
    process.kill(this.touchstone.service.pid, 'SIGUSR2');
  }

  /** Resolves when the process is gone; says by which signal. */
  async died(): Promise<NodeJS.Signals | null> {
    return (await this.touchstone.service.exited).signal;
  }

  async kill(): Promise<void> {
    await this.touchstone.service.kill('SIGKILL');
  }

  output(): string {
    return this.touchstone.service.output();
  }

  /** The database `log` or `keys`, as the owner of its server. */
  async logPool(database: 'log' | 'keys' = 'log'): Promise<Pool> {
    const { port, password } = await serverOf(this.dataDir, 'log');
    const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', password, database, max: 4 });
    pool.on('error', () => {});
    return pool;
  }

  async stop(): Promise<void> {
    await this.running?.service.kill();
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
