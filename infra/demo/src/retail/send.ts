import { Analytics } from '@segment/analytics-node';
import type { RetailTouchpoint } from './touchpoint';

export interface Sent {
  readonly sent: number;
  readonly failed: number;
}

const atOnce = 2_000;

/** Sends touchpoints with the Segment Node SDK as it is, and counts what the SDK reports for each. */
export const sendTouchpoints = async (
  target: { url: string; writeKey: string },
  touchpoints: readonly RetailTouchpoint[],
  onProgress: (done: number) => void = () => undefined,
): Promise<Sent> => {
  const analytics = new Analytics({ writeKey: target.writeKey, host: target.url, flushAt: 100, flushInterval: 500 });
  analytics.on('error', () => undefined); // each failure is counted at its own event below
  let [sent, failed] = [0, 0];
  const track = (touchpoint: RetailTouchpoint): Promise<void> =>
    new Promise((resolve) =>
      analytics.track(touchpoint as Parameters<Analytics['track']>[0], (error) => {
        if (error) failed += 1;
        else sent += 1;
        onProgress(sent + failed);
        resolve();
      }),
    );
  for (let from = 0; from < touchpoints.length; from += atOnce)
    await Promise.all(touchpoints.slice(from, from + atOnce).map(track));
  await analytics.closeAndFlush();
  return { sent, failed };
};
