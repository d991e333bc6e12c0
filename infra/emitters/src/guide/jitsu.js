const { jitsuAnalytics } = require('@jitsu/js');

const analytics = jitsuAnalytics({
  host: process.env.TOUCHSTONE_URL,
  writeKey: `shop:${process.env.WRITE_KEY}`, // it takes only <any name>:<key>
});
analytics.identify('u-2001').then(() => analytics.track('First Event', { sent_by: 'jitsu' }));
