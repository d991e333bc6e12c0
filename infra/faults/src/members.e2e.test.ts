import { departmentTopic, partitionCount } from '@touchstone/contracts';
import { eventually, type Service } from '@touchstone/testing';
import { newSent, send } from './load/sender';
import { expectKept } from './load/settled';
import { tell } from './load/story';
import { assignment, joinMember } from './product/members';
import { Product } from './product/product';

let product: Product;
const sent = newSent();
const ending = new AbortController();
const members: Service[] = [];
/** Of touchpoints and of the facts of sales. */
const partitions = 2 * partitionCount;
beforeAll(async () => {
  product = await Product.prepare();
  await product.start();
});
afterAll(async () => {
  ending.abort();
  await Promise.all(members.map((member) => member.kill('SIGKILL')));
  await product.remove();
});

const join = async (app: Parameters<typeof joinMember>[1]): Promise<Service> => {
  const member = await joinMember(product, app, { DEPARTMENT_TOPICS: departmentTopic('sales') });
  members.push(member);
  return member;
};

const shared = (members: number) =>
  eventually(
    `${members} processes share the partitions`,
    () => assignment(product),
    (each) => each.length === members && each.reduce((sum, count) => sum + count, 0) === partitions,
    { pauseMs: 100 },
  );

/** Load until told to stop. */
const keepSending = () => {
  let going = true;
  const sending = (async () => {
    for (let part = 0; going && !ending.signal.aborted; part++)
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
  const [second, projections] = await Promise.all([join('customer-repository'), join('projections')]);
  expect(await shared(2)).toEqual([partitions / 2, partitions / 2]);
  await second.kill('SIGKILL');
  const third = await join('customer-repository');
  expect(await shared(2)).toEqual([partitions / 2, partitions / 2]);
  await Promise.all([third.kill('SIGTERM'), projections.kill('SIGTERM')]);
  expect(await shared(1)).toEqual([partitions]);
  await stop();
  await expectKept(product.request, sent);
});
