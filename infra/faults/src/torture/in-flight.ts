import { Client } from 'pg';
import type { Sent } from '../load/sender';

/** What was on its way at one moment. */
export interface InFlight {
  /** Requests of the load without an answer. */
  readonly requests: number;
  /** Ids of events that the inbox has claimed and not marked as stored: their append is under way. */
  readonly appends: ReadonlySet<string>;
}

const patienceMs = 1_000;

const within = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The server answers nothing.')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** A connection whose end is seen by its next statement only. */
export const connected = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url, application_name: 'torture' });
  client.on('error', () => {});
  await client.connect();
  return client;
};

/** Looks at the log server over a connection of its own. */
export class Observer {
  private client: Client | undefined;

  constructor(
    private readonly url: () => string,
    private readonly sent: Sent,
  ) {}

  /** Throws while the server is down. */
  async look(): Promise<InFlight> {
    const rows = await this.query<{ id: string }>('SELECT id::text AS id FROM inbox.events WHERE position IS NULL');
    return { requests: this.sent.open, appends: new Set(rows.map(({ id }) => id)) };
  }

  /** The process that serves this observer: the one that must not be frozen with its server. */
  async backend(): Promise<number> {
    const [row] = await this.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    return row?.pid ?? 0;
  }

  async query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    try {
      const client = this.client ?? (await this.connect());
      const { rows } = await within(client.query(text, values));
      return rows as Row[];
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) await within(client.end()).catch(() => {});
  }

  private async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.url(), application_name: 'torture' });
    // The server was killed: the next look opens another connection.
    client.on('error', () => {
      if (this.client === client) this.client = undefined;
    });
    await client.connect();
    this.client = client;
    return client;
  }
}
