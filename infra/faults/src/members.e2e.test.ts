import { eventually } from '@touchstone/testing';
import { newSent, send } from './load/sender';
import { expectKept } from './load/settled';
import { tell } from './load/story';
import { assignment, joinMember } from './product/members';
import { Product } from './product/product';

let product: Product;
const sent = newSent();
const ending = new AbortController();
beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
}, 60_000);
afterAll(() => {
  ending.abort();
  return product.remove();
});

const shared = (members: number) =>
  eventually(
    `${members} processes share the partitions`,
    () => assignment(product),
    (each) => each.length === members && each.reduce((sum, count) => sum + count, 0) === 24,
    { timeoutMs: 20_000, pauseMs: 100 },
  );

/** Load until told to stop. */
const keepSending = () => {
  let going = true;
  const sending = (async () => {
    for (let part = 0; going; part++)
      await send(
        { url: product.url, writeKey: product.writeKey, sent, signal: ending.signal },
        tell({ name: `members-${part}`, people: 4, rounds: 1 }),
      );
  })();
  return () => {
    going = false;
    return sending;
  };
};

it('keeps everything while workers and projections join, are killed, and leave', async () => {
  const stop = keepSending();
  const [second, projections] = await Promise.all([
    joinMember(product, 'customer-repository'),
    joinMember(product, 'projections'),
  ]);
  expect(await shared(2)).toEqual([12, 12]);
  await second.kill('SIGKILL');
  const third = await joinMember(product, 'customer-repository');
  expect(await shared(2)).toEqual([12, 12]);
  await Promise.all([third.kill('SIGTERM'), projections.kill('SIGTERM')]);
  expect(await shared(1)).toEqual([24]);
  await stop();
  await expectKept(product.request, sent, 30_000);
}, 90_000);
