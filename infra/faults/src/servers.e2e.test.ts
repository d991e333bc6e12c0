import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@touchstone/testing';
import { randomOf, shuffled } from './load/random';
import { newSent, send } from './load/sender';
import { expectKept } from './load/settled';
import { tell, type LoadEvent } from './load/story';
import { killServer, pauseServer, serverOf, type ServerName } from './product/processes';
import { Product } from './product/product';

let product: Product;
const sent = newSent();
const ending = new AbortController();
const sendAll = (events: readonly LoadEvent[]) =>
  send({ url: product.url, writeKey: product.writeKey, sent, signal: ending.signal, atOnce: 3 }, events);

beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
});
afterAll(() => {
  ending.abort();
  return product.remove();
});

/** Sends a story slowly enough that the fault finds it in the middle. */
const sendDuring = async (name: string, fault: () => Promise<void>): Promise<void> => {
  const events = tell({ name, people: 5, rounds: 3 });
  const middle = Math.floor(events.length / 3);
  await sendAll(events.slice(0, middle));
  const rest = sendAll(events.slice(middle));
  await Promise.all([rest, fault()]);
};

const untilBack = (name: ServerName, before: number) =>
  eventually(
    `the ${name} server is back`,
    () => serverOf(product.dataDir, name),
    ({ pid }) => pid !== before,
  );

it.each(['log', 'read'] as const)(
  'comes back by itself when the %s server is killed under load',
  async (name) => {
    await sendDuring(
      `killed-${name}`,
      async () => void (await untilBack(name, await killServer(product.dataDir, name))),
    );
    await expectKept(product.request, sent);
    expect(product.output()).toMatch(new RegExp(`postgres-${name} ended by itself and is being started again`));
  },
  300_000,
);

it('comes back by itself when both servers are killed at the same moment', async () => {
  await sendDuring('killed-both', async () => {
    const [log, read] = await Promise.all([killServer(product.dataDir, 'log'), killServer(product.dataDir, 'read')]);
    await Promise.all([untilBack('log', log), untilBack('read', read)]);
  });
  await expectKept(product.request, sent);
});

// `npm run torture` pauses for 30 s.
const pauseMs = Number(process.env['FAULTS_PAUSE_MS'] ?? 6_000);

it.each(['log', 'read'] as const)(
  'goes on by itself when the %s server answered nothing for a while',
  async (name) => {
    await sendDuring(`paused-${name}`, async () => {
      const resume = await pauseServer(product.dataDir, name);
      await sleep(pauseMs);
      resume();
    });
    await expectKept(product.request, sent);
  },
  pauseMs + 300_000,
);

it('counts once what two senders send twice, each in its own order', async () => {
  const events = tell({ name: 'twice', people: 5, rounds: 2 });
  await Promise.all([1, 2].map((seed) => sendAll(shuffled([...events, ...events], randomOf(seed)))));
  await expectKept(product.request, sent);
});

it('needed one life for all of it', () => expect(product.lives).toBe(1));
