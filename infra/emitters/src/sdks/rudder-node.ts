import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { reports, type Sdk, type Target } from './sdk';

// Without an error handler an answer of 400 ends the process.
const clientOf = ({ url, writeKey }: Target) =>
  new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt: 3, logLevel: 'none', errorHandler: () => {} });

type Said = (error?: unknown) => void;
const said = (call: (callback: Said) => unknown): Promise<unknown> => new Promise<unknown>((resolve) => call(resolve));

/** The first event alone, as the SDK has it, the others in batches of three, with gzip under a form's content type. */
export const rudderNode: Sdk = {
  name: '@rudderstack/rudder-sdk-node',
  track: async (target, userId, names) => {
    const analytics = clientOf(target);
    const reported = reports();
    const all = names.map((event) =>
      said((callback) => analytics.track({ userId, event }, callback)).then((error) => reported.of(event, error)),
    );
    await analytics.flush();
    await Promise.all(all);
    return reported;
  },
  everyKind: async (target, userId, email) => {
    const analytics = clientOf(target);
    const all = [
      said((callback) => analytics.identify({ userId, traits: { email } }, callback)),
      said((callback) => analytics.track({ userId, event: 'Seen' }, callback)),
      said((callback) => analytics.page({ userId, name: 'Home' }, callback)),
      said((callback) => analytics.screen({ userId, name: 'Start' }, callback)),
      said((callback) => analytics.group({ userId, groupId: 'acme' }, callback)),
      said((callback) => analytics.alias({ userId, previousId: `before-${userId}` }, callback)),
    ];
    await analytics.flush();
    await Promise.all(all);
    return ['identify', 'track', 'page', 'screen', 'group', 'alias'];
  },
};
