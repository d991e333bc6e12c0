import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, type ClientConfig, type Pool } from 'pg';
import { WakeUps } from '../wake-ups';

const debounceMs = 5;
const pauses = { first: 100, most: 5_000 };

/** Tells readers, here and in other processes, that something was appended. A hint only: they poll without it. */
export class Signal {
  private readonly channel: string;
  private readonly wakeUps = new WakeUps();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private telling = false;
  private closed = false;

  constructor(
    private readonly pool: Pool,
    schema: string,
  ) {
    this.channel = escapeIdentifier(`touchstone.${schema}`.slice(0, 63));
  }

  /** Call after a flush. */
  appended(): void {
    this.wakeUps.wake();
    if (this.telling || this.closed) return; // what comes while NOTIFY is under way is found by polling
    this.telling = true;
    setTimeout(() => this.tell(), debounceMs).unref();
  }

  /** Until something was appended, the time is over, or the abort. */
  wait(ms: number, ended: AbortSignal): Promise<void> {
    this.open();
    return this.wakeUps.wait(ms, ended);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakeUps.close();
    await this.client?.end().catch(() => {});
    await this.connecting;
  }

  private tell(): void {
    if (!this.client) this.open();
    // A connection of its own: NOTIFY in the append's transaction would serialise all commits of the database.
    const told = this.client?.query(`NOTIFY ${this.channel}`) ?? Promise.resolve();
    const done = () => void (this.telling = false);
    told.then(done, done);
  }

  private open(): void {
    if (this.client || this.connecting || this.closed) return;
    this.connecting = this.connect().finally(() => (this.connecting = undefined));
  }

  private async connect(): Promise<void> {
    for (let pause = pauses.first; !this.closed; pause = Math.min(2 * pause, pauses.most)) {
      const options = this.pool.options as ClientConfig;
      const client = new Client({ ...options, password: options.password, connectionTimeoutMillis: pauses.most });
      client.on('error', () => {}); // 'end' follows
      client.on('notification', () => this.wakeUps.wake());
      client.on('end', () => (this.client = this.client === client ? undefined : this.client));
      try {
        await client.connect();
        await client.query(`LISTEN ${this.channel}`);
        this.client = client;
        if (this.closed) await client.end();
        return;
      } catch {
        void client.end().catch(() => {});
        await sleep(pause, undefined, { ref: false });
      }
    }
  }
}
