// Every planted value holds the stem, or is the telephone number: what is personal can be found by these three alone.
export const stem = 'qzmarkerjx';
export const organisationStem = 'qzorgmarkjx';
export const phone = '2079460018';
export const planted = [stem, organisationStem, phone];
export const ofThePerson = [stem, phone];
export const mark = (field: string) => `${stem}-${field}`;

export const properties = {
  note: mark('property'),
  nested: [{ deep: { deeper: mark('nested') } }],
  [mark('property-name')]: 1,
  long: `${mark('long ')}`.repeat(400),
  coupon: mark('coupon'),
};
export const context = {
  ip: '203.0.113.7',
  userAgent: mark('agent'),
  page: { url: `https://example.com/?q=${mark('url')}`, title: mark('title') },
  externalIds: [{ id: mark('external'), type: 'crm', collection: 'users', encoding: 'none' }],
  device: { id: mark('device') },
  traits: {
    email: `${mark('mail')}@example.com`,
    phone: `+44 ${phone}`,
    loyaltyCard: mark('card'),
    name: mark('name'),
  },
};
export const who = { userId: mark('user'), anonymousId: mark('anonymous'), context };
export const order = {
  order_id: 'A-17',
  revenue: 25.5,
  currency: 'GBP',
  affiliation: mark('affiliation'),
  products: [{ product_id: 'P-1', price: 25.5, quantity: 1, name: mark('product') }],
};
export const events = [
  {
    type: 'identify',
    messageId: mark('message'),
    ...who,
    traits: { name: mark('trait'), address: { city: mark('city') } },
  },
  { type: 'track', messageId: 'p-2', ...who, event: mark('event-name'), properties },
  { type: 'page', messageId: 'p-3', ...who, name: mark('page-name'), category: mark('category'), properties },
  { type: 'screen', messageId: 'p-4', ...who, name: mark('screen-name') },
  { type: 'alias', messageId: 'p-5', userId: mark('user'), previousId: mark('previous') },
  { type: 'track', messageId: 'p-6', ...who, event: 'Order Completed', properties: order },
  {
    type: 'group',
    messageId: 'p-7',
    userId: mark('user'),
    groupId: `${organisationStem}-id`,
    traits: { name: `${organisationStem}-name` },
  },
  { type: 'track', messageId: 'p-8', anonymousId: mark('alone'), event: 'Seen', properties },
  { type: 'track', messageId: 'p-9', userId: 'bystander', event: 'Seen', properties: { note: 'kept' } },
];
// JSON.stringify would not send half a character, but emitters do.
export const odd = `{"batch":[{"type":"track","messageId":"p-10","userId":"${mark('user')}","event":"${mark('odd')}\\u0000\\ud800","properties":{"a\\u0000${mark('odd-name')}":"${mark('nul')}\\u0000x\\udfff"}}]}`;
export const conflict = [
  { type: 'track', messageId: 'p-2', ...who, event: mark('conflict'), properties: { other: mark('conflicting') } },
];
export const rejected = [
  { type: 'track', messageId: mark('rejected'), ...who, properties },
  { type: 'group', ...who, traits: { name: mark('no-group') } },
  { type: 'track', ...who, event: 'x', traits: mark('not-an-object') },
  mark('text') as unknown as object,
];
