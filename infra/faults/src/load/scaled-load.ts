import { setTimeout as sleep } from 'node:timers/promises';
import type { Scaled } from '@touchstone/scaled';
import { eventually } from '@touchstone/testing';
import { customersOf } from './answers';
import { captureLead, factsOfSales } from './sale';
import { newSent, send, type Sent } from './sender';
import { expectKept } from './settled';
import { tell } from './story';

/** What became of the requests of a load. */
export interface Seen {
  asked: number;
  readonly failures: string[];
}

/** Touchpoints, commands of sales and reads through one front door, and what must have become of them. */
export class ScaledLoad {
  /** E-mail addresses of the leads that sales has taken. */
  readonly leads: string[] = [];
  private readonly sent: Sent = newSent();
  private stories = 0;

  constructor(private readonly scaled: Scaled) {}

  async request<Body>(path: string, more: Record<string, string> = {}) {
    const headers = { authorization: `Bearer ${this.scaled.credentials.apiKey}`, ...more };
    const answer = await fetch(this.scaled.url + path, { headers, signal: AbortSignal.timeout(60_000) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  }

  tell(name: string, people = 2): Promise<void> {
    const { url, credentials } = this.scaled;
    const { sent } = this;
    return send({ url, writeKey: credentials.writeKey, sent, atOnce: 2 }, tell({ name, people, rounds: 1 }));
  }

  /** Sends, sells and reads through the front door until the work is done. */
  async during(work: () => Promise<unknown>): Promise<Seen> {
    const done = new AbortController();
    const seen: Seen = { asked: 0, failures: [] };
    const { signal } = done;
    const load = Promise.all([
      this.keepTelling(signal),
      this.keepSelling(signal, seen),
      this.keepReading(signal, seen),
    ]);
    try {
      await work();
    } finally {
      done.abort();
      await load;
    }
    return seen;
  }

  expectNoneFailed({ asked, failures }: Seen): void {
    expect({ failures, sent: [...this.sent.failures] }).toEqual({ failures: [], sent: [] });
    expect(asked).toBeGreaterThan(0);
  }

  /** `others` = touchpoints that were stored beside those of the load. */
  expectKept(others = 0): Promise<void> {
    return expectKept((path) => this.request(path), this.sent, undefined, others);
  }

  /** Every lead that was answered is in the log of sales once, and a customer. */
  async expectSold(): Promise<void> {
    expect(await factsOfSales(this.scaled.servers.log)).toEqual({ 'sales.lead.captured': this.leads.length });
    const missing = async (): Promise<string[]> => {
      const found = await Promise.all(
        this.leads.map((email) => customersOf((path) => this.request(path), `email:${email}`)),
      );
      return this.leads.filter((_, at) => found[at]?.length !== 1);
    };
    await eventually('every lead is a customer', missing, (emails) => emails.length === 0, { pauseMs: 250 });
  }

  private async keepTelling(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.tell(`story${this.stories++}`);
      await sleep(250);
    }
  }

  private async keepSelling(signal: AbortSignal, seen: Seen): Promise<void> {
    for (let number = this.leads.length; !signal.aborted; number++) {
      const email = `lead${number}@example.org`;
      const answer = await captureLead(this.scaled.url, this.scaled.credentials.apiKey, email);
      seen.asked += 1;
      if (answer === '201') this.leads.push(email);
      else seen.failures.push(`sales ${answer}`);
      await sleep(250);
    }
  }

  private async keepReading(signal: AbortSignal, seen: Seen): Promise<void> {
    while (!signal.aborted) {
      const status = await this.request('/customers?identifier=user_id:first-0').then(
        (answer) => answer.status,
        (error: Error) => `${error.message} ${String(error.cause)}`,
      );
      seen.asked += 1;
      if (status !== 200) seen.failures.push(String(status));
      await sleep(100);
    }
  }
}
