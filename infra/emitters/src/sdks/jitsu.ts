import { jitsuAnalytics } from '@jitsu/js';
import { reports, type Sdk, type Target } from './sdk';

/** Its key has two parts, of which the second is ours. */
const clientOf = ({ url, writeKey }: Target, errorPolicy: (message: string) => void) =>
  jitsuAnalytics({ host: url, writeKey: `web-shop:${writeKey}`, s2s: true, fetchTimeoutMs: 10_000, errorPolicy });

/** One request an event, never sent again. */
export const jitsu: Sdk = {
  name: '@jitsu/js',
  track: async (target, userId, names) => {
    let error: string | undefined;
    const analytics = clientOf(target, (message) => (error = message));
    const reported = reports();
    for (const name of names) {
      error = undefined;
      await analytics.track(name, {}, { userId });
      reported.of(name, error);
    }
    return reported;
  },
  everyKind: async (target, userId, email) => {
    const analytics = clientOf(target, (message) => {
      throw new Error(message);
    });
    await analytics.identify(userId, { email });
    await analytics.track('Seen');
    await analytics.page('Home');
    await analytics.group('acme', { size: 2 }, { userId });
    return ['identify', 'track', 'page', 'group'];
  },
};
