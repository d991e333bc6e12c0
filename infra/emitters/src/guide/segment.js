const { Analytics } = require('@segment/analytics-node');

const analytics = new Analytics({ host: process.env.TOUCHSTONE_URL, writeKey: process.env.WRITE_KEY });
analytics.track({ userId: 'u-2001', event: 'First Event', properties: { sent_by: 'segment' } });
analytics.closeAndFlush();
