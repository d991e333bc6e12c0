import { randomUUID } from 'node:crypto';
import { eventually } from '@touchstone/testing';
import { Client } from 'pg';

interface Item {
  readonly status: number;
}
interface Carried {
  readonly id: string;
  readonly contactId: string;
  readonly accountId: string;
  readonly items?: readonly Item[];
}
export interface Sale {
  readonly opportunityId: string;
  readonly email: string;
  /** What a read waits for to show all of it. */
  readonly position: string;
}

/** Event type -> how often. */
export type Facts = Readonly<Record<string, number>>;

const calls = 40;
/** All that sales keeps of what is below, beside the pipeline. */
export const factsOfSale: Facts = {
  'sales.lead.captured': 1,
  'sales.lead.assigned': 1,
  'sales.lead.qualified': 1,
  'sales.contact.added': 1,
  'sales.contact.joined_account': 1,
  'sales.account.opened': 1,
  'sales.opportunity.opened': 1,
  'sales.opportunity.won': 1,
  'sales.activity.planned': calls,
  'sales.activity.done': calls,
};
/** By the log alone. */
export const factsOfSales = async (logUrl: string): Promise<Facts> => {
  const log = new Client(logUrl);
  await log.connect();
  try {
    const { rows } = await log.query<{ type: string; count: number }>(
      `SELECT type, count(*)::int AS count FROM store_sales.events WHERE category <> 'pipeline' GROUP BY type`,
    );
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
  } finally {
    await log.end();
  }
};

/** A part of the calls is made. */
export const untilUnderWay = (logUrl: string): Promise<Facts> =>
  eventually(
    'a part of the calls is in the log',
    () => factsOfSales(logUrl),
    (facts) => (facts['sales.activity.done'] ?? 0) >= 5,
    { pauseMs: 5 },
  );

const amount = { amount: '1200', currency: 'EUR' };
const stages = [{ stage: 'new', name: 'New', probability: '0.5' }];

/** A command of sales, repeated under its key until all of it is carried out, like by a person with a script. */
const carryOut = async (url: string, apiKey: string, path: string, body: object) => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const key = { 'idempotency-key': randomUUID() };
  return eventually(
    `${path} is carried out`,
    async () => {
      const init = { method: 'POST', headers: { ...headers, ...key }, body: JSON.stringify(body) };
      const answer = await fetch(`${url}/sales/${path}`, { ...init, signal: AbortSignal.timeout(60_000) });
      const position = answer.headers.get('touchstone-position') ?? '';
      return { status: answer.status, position, body: (await answer.json()) as Carried };
    },
    (answer) => [answer, ...(answer.body.items ?? [])].every(({ status }) => status < 300),
  );
};

/** One command, sent once; answers what came back, such as `201`, or why nothing did. */
export const captureLead = async (url: string, apiKey: string, email: string): Promise<string> => {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'idempotency-key': `"${randomUUID()}"`,
  };
  const body = JSON.stringify({ channel: 'web', person: { name: 'Bo', email } });
  const signal = AbortSignal.timeout(60_000);
  return fetch(`${url}/sales/leads`, { method: 'POST', headers, body, signal }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return String(answer.status);
    },
    (error: Error) => `${error.message} ${String(error.cause)}`,
  );
};

/** A lead that becomes a won deal, and calls about it. The win stands amid the calls in one request, beside which `meanwhile` runs. */
export const sell = async (url: string, apiKey: string, meanwhile: () => Promise<unknown>): Promise<Sale> => {
  const command = async (path: string, body: object) => (await carryOut(url, apiKey, path, body)).body;
  const email = 'ada@example.org';
  const pipeline = await command('pipelines', { name: 'New business', stages });
  const lead = await command('leads', { channel: 'phone', owner: 'ana', person: { name: 'Ada Byron', email } });
  const organisation = { name: 'Analytical Engines' };
  const { contactId, accountId } = await command(`leads/${lead.id}/qualify`, { organisation });
  const parties = { contact: contactId, account: accountId, leadId: lead.id, owner: 'ana' };
  const wish = { pipelineId: pipeline.id, amount, expectedClose: '2099-06-30' };
  const { id: opportunityId } = await command('opportunities', { ...parties, ...wish });
  const call = {
    path: 'activities',
    body: { kind: 'call', contactId, owner: 'ana', doneAt: new Date().toISOString() },
  };
  const half = Array.from({ length: calls / 2 }, () => call);
  const win = { path: `opportunities/${opportunityId}/win`, body: { reason: 'service' } };
  const [{ position }] = await Promise.all([
    carryOut(url, apiKey, 'bulk', { commands: [...half, win, ...half] }),
    meanwhile(),
  ]);
  return { opportunityId, email, position };
};
