import type { RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import { customerOf, openRoad, timeOf, user, type Road } from './testing/road';
import { allRows, deleteReadModels, rowsOf } from './testing/rows';

let road: Road;
let running: RunningProjections;
beforeAll(async () => {
  road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  running = await road.run();
});
afterAll(async () => {
  await running.drain();
  await road.close();
  expect(road.spoiled).toEqual([]);
});

const ann = user('ann');
const profile = async () =>
  (await rowsOf(road.read, 'customer_profile_v1.customers')).find(({ id }) => id === customerOf(ann));

it('shows what was done by e-mail and chat, and counts no money that was only at stake', async () => {
  const said = (at: number, more: object) => ({ names: [ann], at, more });
  const basket = { amount: '19.00', currency: 'USD', orderSource: 'shop', orderId: 'o1' };
  await road.tell(
    said(1, { meaning: 'email_delivered', mailing: { campaignId: 'spring' } }),
    said(9, { meaning: 'email_link_clicked', mailing: { campaignId: 'spring' } }),
    said(7, { meaning: 'email_opened', mailing: { campaignId: 'spring' } }),
    said(8, { meaning: 'unsubscribed' }),
    said(3, { meaning: 'live_chat_conversation_started', conversation: { id: 'secret-chat-1' } }),
    said(4, { meaning: 'live_chat_message_sent', conversation: { id: 'secret-chat-1' } }),
    said(2, { meaning: 'checkout_started', ...basket }),
    { names: [ann], at: 5, order: { id: 'o1', amount: '19', kind: 'completed' } },
    { names: [ann], at: 6, order: { id: 'o1', amount: '4', kind: 'refunded' } },
    { names: [ann], at: 7, order: { id: 'o1', amount: '0', currency: 'XXX', kind: 'refunded', whole: true } },
  );
  await road.passed(running, road.end());
  expect(await profile()).toMatchObject({
    activity: {
      email_delivered: { count: 1, lastAt: timeOf(1) },
      email_link_clicked: { count: 1, lastAt: timeOf(9) },
      live_chat_message_sent: { count: 1, lastAt: timeOf(4) },
      order_refunded: { count: 2, lastAt: timeOf(7) },
    },
    conversations: 1,
    order_count: 1,
    gross_revenue: [{ currency: 'EUR', amount: '19' }],
    revenue: [{ currency: 'EUR', amount: '0' }],
  });
  const lines = await rowsOf(road.read, 'customer_timeline_v1.entries');
  const meant = (meaning: string) => lines.find((line) => line['meaning'] === meaning);
  expect(meant('checkout_started')).toMatchObject({ order_id: 'o1', amount: 19, currency: 'USD' });
  expect(meant('live_chat_message_sent')).toMatchObject({ conversation_id: 'secret-chat-1' });
  expect(meant('email_opened')).toMatchObject({ campaign_id: 'spring' });
  expect(meant('order_completed')).toMatchObject({ order_id: 'o1', amount: 19 });

  await road.passed(running, await road.erase(ann));
  expect(JSON.stringify(await allRows(road.read))).not.toMatch(/secret-chat|spring/);
  expect(await profile()).toMatchObject({ conversations: 1, erased: true });

  await running.drain();
  const live = await allRows(road.read);
  await deleteReadModels(road.read);
  running = await road.run();
  await road.passed(running, road.end());
  expect(await allRows(road.read)).toEqual(live);
});
