import { Analytics } from '@segment/analytics-node';
import { reports, type Sdk } from './sdk';

/** In batches of three, as a busy service sends; the SDK gives a request up after 10 s by itself. */
export const segmentNode: Sdk = {
  name: '@segment/analytics-node',
  track: async ({ url, writeKey }, userId, names) => {
    const analytics = new Analytics({ host: url, writeKey, flushAt: 3, maxRetries: 2 });
    analytics.on('error', () => {});
    const reported = reports();
    const said = names.map(
      (event) =>
        new Promise<void>((resolve) =>
          analytics.track({ userId, event }, (error) => {
            reported.of(event, error);
            resolve();
          }),
        ),
    );
    await analytics.closeAndFlush({ timeout: 60_000 });
    await Promise.all(said);
    return reported;
  },
  everyKind: async ({ url, writeKey }, userId, email) => {
    const analytics = new Analytics({ host: url, writeKey });
    analytics.identify({ userId, traits: { email } });
    analytics.track({ userId, event: 'Seen' });
    analytics.page({ userId, name: 'Home' });
    analytics.screen({ userId, name: 'Start' });
    analytics.group({ userId, groupId: 'acme' });
    analytics.alias({ userId, previousId: `before-${userId}` });
    await analytics.closeAndFlush({ timeout: 60_000 });
    return ['identify', 'track', 'page', 'screen', 'group', 'alias'];
  },
};
