import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scaled } from '@touchstone/scaled';

const batch = 100;
const senders = 4;
const pauseMs = 250;
const patienceMs = 300_000;

/** Asks again while a service is not there, or refuses for a moment, as SDKs do; throws what it said last. */
const untilTaken = async (ask: () => Promise<Response>): Promise<Response> => {
  for (const until = Date.now() + patienceMs; ;) {
    const answer = await ask().catch((error: Error) => error);
    if (answer instanceof Response && answer.status === 200) return answer;
    const said = answer instanceof Response ? `HTTP ${answer.status}: ${await answer.text()}` : answer.message;
    if (Date.now() > until) throw new Error(`Not taken within ${patienceMs / 1_000} s. ${said}`);
    await sleep(pauseMs);
  }
};

const sendBatch = async ({ url, credentials }: Scaled, from: number, people: number): Promise<string> => {
  const events = Array.from({ length: batch }, (_, at) => ({
    type: 'track',
    userId: `person-${(from + at) % people}`,
    event: 'Product Viewed',
    messageId: randomUUID(),
    properties: { product_id: `p-${at}` },
  }));
  const authorization = `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}`;
  const body = JSON.stringify({ batch: events });
  const answer = await untilTaken(() => fetch(`${url}/v1/batch`, { method: 'POST', headers: { authorization }, body }));
  await answer.arrayBuffer();
  return answer.headers.get('touchstone-position') ?? '';
};

const untilShown = async ({ url, credentials }: Scaled, token: string): Promise<void> => {
  const headers = { authorization: `Bearer ${credentials.apiKey}`, 'touchstone-wait-for': token };
  const answer = await untilTaken(() => fetch(`${url}/customers?identifier=user_id:person-0`, { headers }));
  await answer.arrayBuffer();
};

/** Sends events of so many people from four at once, until every one of them is shown. */
export const sendAndSee = async (scaled: Scaled, events: number, people: number): Promise<void> => {
  const last = new Map<number, string>();
  const sender = async (which: number) => {
    for (let from = which * batch; from < events; from += senders * batch)
      last.set(which, await sendBatch(scaled, from, people));
  };
  await Promise.all(Array.from({ length: senders }, (_, which) => sender(which)));
  for (const token of last.values()) await untilShown(scaled, token);
};
