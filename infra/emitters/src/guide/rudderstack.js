const RudderAnalytics = require('@rudderstack/rudder-sdk-node');

const analytics = new RudderAnalytics(process.env.WRITE_KEY, {
  dataPlaneUrl: process.env.TOUCHSTONE_URL,
  errorHandler: (error) => console.error(error.message), // without it, one refused request ends the process
});
analytics.track({ userId: 'u-2001', event: 'First Event', properties: { sent_by: 'rudderstack' } });
analytics.flush();
