const { Analytics } = require('@segment/analytics-node');

const analytics = new Analytics({ host: process.env.TOUCHSTONE_URL, writeKey: process.env.WRITE_KEY });
analytics.identify({ userId: 'u-1001', traits: { phone: '+44 20 7946 0018' } });
analytics.track({
  userId: 'u-1001',
  anonymousId: 'browser-7',
  event: 'Product Viewed',
  properties: { product_id: 'P-8' },
});
analytics.closeAndFlush();
