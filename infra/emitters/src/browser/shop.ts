import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';

const umd = join(dirname(require.resolve('@segment/analytics-next')), '../umd');

// What a shop's own script does, and nothing more. Without apiKey beside the address, which a CDN would say, the SDK sends no key
// at all. What it gives up it says by its event "error".
const shopPage = `<!doctype html><meta charset="utf-8"><title>A shop</title>
<script src="/analytics-next/bundles/index.js"></script>
<script>
  const failed = [];
  const open = ({ writeKey, apiHost, deliveryStrategy }) => {
    const segment = { apiKey: writeKey, apiHost, protocol: 'http' };
    const analytics = AnalyticsNext.AnalyticsBrowser.load(
      { writeKey, cdnURL: location.origin, cdnSettings: { integrations: { 'Segment.io': segment } } },
      { integrations: { 'Segment.io': { deliveryStrategy } } },
    );
    analytics.on('error', ({ ctx }) => failed.push(ctx?.event.event ?? ctx?.event.type));
    return (window.analytics = analytics).ready();
  };
  const report = (userId, names) => Promise.all([
    analytics.identify(userId),
    ...names.map((name) => analytics.track(name)),
  ]);
</script>`;

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

/** A web page with Segment's browser SDK, on an origin and a site that are not the product's. */
export const openShop = async (page = shopPage): Promise<Shop> => {
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    const send = (type: string, body: string | Buffer) => outgoing.setHeader('content-type', type).end(body);
    if (pathname === '/') send('text/html; charset=utf-8', page);
    else
      readFile(join(umd, basename(pathname))).then(
        (script) => send('text/javascript; charset=utf-8', script),
        () => outgoing.writeHead(404).end(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
