import fc from 'fast-check';
import { meanings, normaliseIdentifier, type Json } from '@touchstone/contracts';
import { checkMessage } from './check-message';
import { mapMessage, type Touchpoint } from './map-message';
import type { Message } from './message';
import type { Identify } from './participants';
import { recognise, reserved } from './recognise';
import { Refusal } from './refusal';

const identify: Identify = (sent) => {
  const value = normaliseIdentifier(sent, 'US');
  return value === undefined ? undefined : { type: sent.type, value, identity: `#${value}` };
};
const received = { receivedAt: Date.parse('2026-03-01T12:00:00.000Z'), imported: false };
const given = (event: object): Touchpoint => {
  const message = checkMessage({ type: 'track', userId: '019mr8mf4r', ...event } as Json);
  if (message instanceof Refusal) throw new Error(message.detail);
  const touchpoint = mapMessage(message, { sourceId: 'shop', received, identify });
  if (touchpoint instanceof Refusal) throw new Error(touchpoint.detail);
  return touchpoint;
};

// As the examples of Segment's specification have them.
const monopoly = {
  product_id: '507f1f77bcf86cd799439011',
  sku: 'G-32',
  category: 'Games',
  name: 'Monopoly: 3rd Edition',
  brand: 'Hasbro',
  variant: '200 pieces',
  price: 18.99,
  quantity: 1,
  coupon: 'MAYDEALS',
  position: 3,
  url: 'https://www.example.com/product/path',
};
const uno = { product_id: '505bd76785ebb509fc183733', sku: '46493-32', name: 'Uno Card Game', price: 3, quantity: 2 };
const order = {
  order_id: '50314b8e9bcf000000000000',
  affiliation: 'Google Store',
  total: 27.5,
  revenue: 25.0,
  shipping: 3,
  tax: 2,
  currency: 'USD',
  products: [{ ...monopoly, price: 19 }, uno],
};
const checkout = { checkout_id: '50314b8e9bcf000000000000', step: 2, shipping_method: 'Fedex', payment_method: 'Visa' };
const coupon = { order_id: '50314b8e9bcf000000000000', cart_id: '923923929jd29jd92dj9j93fj3', coupon_id: 'may_deals' };
const wishlist = { wishlist_id: 'skdjsidjsdkdj29j', wishlist_name: 'Loved Games', ...monopoly };
const account = { context: { groupId: 'acct_123' } };
const mail = { email_id: '18vzF7u3z', email_subject: 'First shirt on us!', campaign_id: '123', campaign_name: 'New' };
const chat = { agent_id: 'bce89acdd11901', conversation_id: 'abd627dbecffc', message_id: 'beaffc193618cbe' };
const trial = { trial_start_date: '2018-08-28T04:09:47Z', trial_plan_name: 'Business' };

const product = { productId: monopoly.product_id, quantity: '1', price: '18.99' };
const price = { amount: '18.99', currency: 'XXX' };
const ofProduct = { products: [product], ...price };
const products = [
  { ...product, price: '19' },
  { productId: uno.product_id, quantity: '2', price: '3' },
];
const sum = { products, amount: '25', currency: 'USD' };
const numbered = { orderSource: 'shop', orderId: order.order_id };
const counted = { ...numbered, amount: '25', currency: 'USD', lines: products };
const mailing = { channel: 'email', mailing: { emailId: '18vzF7u3z', campaignId: '123' } };
const conversation = {
  channel: 'chat',
  conversation: { id: 'abd627dbecffc', messageId: 'beaffc193618cbe', agentId: 'bce89acdd11901' },
};
const nothing = { amount: undefined, orderId: undefined, products: undefined };
const joined = { organisation: { identifiers: [{ type: 'group_id', value: 'acct_123' }] } };
const named = { organisation: { ...joined.organisation, traits: { name: 'Initech' } } };
const track = (properties: object, context: object = {}) => ({ properties, ...context });

const examples: readonly [name: string, sent: object, fact: object][] = [
  ['Products Searched', track({ query: 'blue roses' }), nothing],
  ['Product List Viewed', track({ list_id: 'hot_deals_1', products: order.products }), nothing],
  ['Product List Filtered', track({ list_id: 'todays_deals', products: order.products }), nothing],
  ['Promotion Viewed', track({ promotion_id: 'promo_1', name: '75% sale' }), nothing],
  ['Promotion Clicked', track({ promotion_id: 'promo_1', name: '75% sale' }), nothing],
  ['Product Clicked', track(monopoly), ofProduct],
  ['Product Viewed', track({ ...monopoly, currency: 'usd', value: 18.99 }), { ...ofProduct, currency: 'USD' }],
  ['Product Added', track({ cart_id: 'skdjsidjsdkdj29j', ...monopoly, quantity: 3 }), { amount: '56.97' }],
  ['Product Removed', track({ cart_id: 'ksjdj92dj29dj92d2j', ...monopoly }), ofProduct],
  ['Cart Viewed', track({ cart_id: 'd92jd29jd92jd29j92d92jd', products: order.products }), { ...sum, currency: 'XXX' }],
  ['Checkout Started', track({ ...order, value: 30 }), { ...sum, ...numbered }],
  ['Checkout Step Viewed', track(checkout), nothing],
  ['Checkout Step Completed', track(checkout), nothing],
  ['Payment Info Entered', track({ ...checkout, order_id: order.order_id }), numbered],
  ['Order Updated', track(order), { ...sum, ...numbered }],
  ['Order Completed', track(order), { ...counted, type: 'touchpoint.order.completed' }],
  ['Order Refunded', track({ ...order, revenue: undefined, total: 30 }), { ...counted, amount: '30' }],
  ['Order Cancelled', track(order), { ...counted, type: 'touchpoint.order.cancelled' }],
  ['Coupon Entered', track(coupon), { ...nothing, ...numbered }],
  ['Coupon Applied', track({ ...coupon, discount: 23.32 }), { ...nothing, ...numbered }],
  ['Coupon Denied', track({ ...coupon, reason: 'Coupon expired' }), { ...nothing, ...numbered }],
  ['Coupon Removed', track({ ...coupon, discount: 23.32 }), { ...nothing, ...numbered }],
  ['Product Added to Wishlist', track(wishlist), ofProduct],
  ['Product Removed from Wishlist', track(wishlist), ofProduct],
  ['Wishlist Product Added to Cart', track({ ...wishlist, cart_id: '99j2d92j9dj29dj29d2d' }), ofProduct],
  ['Product Shared', track({ share_via: 'email', ...monopoly }), { products: [product], amount: undefined }],
  [
    'Cart Shared',
    track({ products: [{ product_id: 'a' }, { product_id: 'b' }] }),
    { products: [{ productId: 'a' }, { productId: 'b' }] },
  ],
  ['Product Reviewed', track({ product_id: 'a', review_id: 'r', rating: '5' }), { products: [{ productId: 'a' }] }],
  ['Account Created', track({ account_name: 'Initech' }, account), named],
  ['Account Deleted', track({ account_name: 'Initech' }, account), joined],
  ['Account Added User', track({ role: 'Owner' }, account), joined],
  ['Account Removed User', track({}, account), joined],
  ['Signed Up', track({ type: 'organic', email: 'pgibbons@initech.com' }, account), joined],
  ['Signed In', track({ username: 'pgibbons' }, account), joined],
  ['Signed Out', track({ username: 'pgibbons' }, account), joined],
  ['Invite Sent', track({ invitee_email: 'pgibbons@gmail.com' }, account), joined],
  ['Trial Started', track(trial, account), joined],
  ['Trial Ended', track(trial, account), joined],
  ['Email Delivered', track(mail), mailing],
  ['Email Opened', track(mail), mailing],
  ['Email Link Clicked', track({ ...mail, link_id: '101' }), { mailing: { ...mailing.mailing, linkId: '101' } }],
  ['Email Bounced', track(mail), mailing],
  ['Email Marked as Spam', track(mail), mailing],
  ['Unsubscribed', track({ ...mail, list_id: '1425' }), { mailing: { ...mailing.mailing, listId: '1425' } }],
  ['Live Chat Conversation Started', track({ ...chat, message_body: 'But my stapler...' }), conversation],
  ['Live Chat Conversation Ended', track(chat), conversation],
  ['Live Chat Message Sent', track(chat), conversation],
  ['Live Chat Message Received', track(chat), conversation],
];

it.each(examples)('reads %s', (event, sent, fact) => {
  const { type, data } = given({ event, ...sent });
  const meaning = event.toLowerCase().replaceAll(' ', '_');
  const says =
    type === 'touchpoint.interaction.recorded'
      ? { type, meaning }
      : { type: `touchpoint.${meaning.replace('_', '.')}` };
  expect({ ...nothing, type, ...data }).toMatchObject({ ...says, name: event, ...fact });
});
it('has an example of every meaning, and each name means one thing', () => {
  expect(examples.map(([name]) => recognise({ type: 'track', event: name })?.meaning).sort()).toEqual(
    [...meanings].sort(),
  );
  expect(reserved.map(({ meaning }) => meaning).sort()).toEqual([...meanings].sort());
  for (const one of reserved)
    for (const event of one.names) expect([event, recognise({ type: 'track', event })]).toEqual([event, one]);
});
it('reads every spelling that SDK users send', () => {
  const spellings = reserved.flatMap(({ meaning, names }) =>
    names.flatMap((name) => {
      const words = name.split(' ');
      const camel = words.map((word, at) => (at === 0 ? word.toLowerCase() : word)).join('');
      return [
        words.join('_').toLowerCase(),
        words.join('-'),
        words.join('.').toLowerCase(),
        camel,
        name.toUpperCase(),
        ` ${name} `,
      ].map((event) => [event, meaning]);
    }),
  );
  expect(spellings.map(([event]) => [event, recognise({ type: 'track', event } as Message)?.meaning])).toEqual(
    spellings,
  );
});
it('leaves every other name, and every other kind of message, as it is', () => {
  const known = new Set(reserved.flatMap(({ names }) => names.map((name) => name.toLowerCase().replace(/\W/g, ''))));
  const properties = { ...order, ...mail, ...chat };
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('Order Completedly', 'My Order Completed', '__proto__')),
      (event) => {
        fc.pre(event.trim() !== '' && !known.has(event.toLowerCase().replace(/[\s_.-]/g, '')));
        const { type, data } = given({ event, properties });
        expect(type).toBe('touchpoint.interaction.recorded');
        expect(Object.keys(data).filter((field) => data[field] !== undefined)).toEqual([
          'kind',
          'channel',
          'name',
          'identifiers',
          'properties',
        ]);
        expect(data).toMatchObject({ name: event, properties });
      },
    ),
  );
  expect(given({ type: 'page', name: 'Order Completed', properties: order }).data['meaning']).toBeUndefined();
});

describe('money that cannot be read', () => {
  it.each([{ value: 'much' }, { price: {} }, { revenue: 1e30 }, { products: [{ price: 'x' }] }, {}])(
    'is left out: %p',
    (properties) => {
      const { data } = given({ event: 'Product Added', properties });
      expect(data).toMatchObject({ meaning: 'product_added' });
      expect([data['amount'], data['currency']]).toEqual([undefined, undefined]);
    },
  );
});
it('states an order without a number, which counts nowhere, as an interaction', () => {
  expect(given({ event: 'Order Completed', properties: { ...order, order_id: '' } })).toMatchObject({
    type: 'touchpoint.interaction.recorded',
    data: { meaning: 'order_completed', amount: '25' },
  });
});
it.each([
  [{}, true],
  [{ total: 0 }, undefined],
  [{ products: [{ product_id: 'a' }] }, undefined],
])('reads a refund of %p as one of the whole order: %p', (more, whole) => {
  const { data } = given({ event: 'order_partially_refunded', properties: { order_id: 'A-1', ...more } });
  expect([data['amount'], data['whole']]).toEqual(['0', whole]);
});
