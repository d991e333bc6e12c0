import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { launchBrowser, whyNoBrowser } from './browser/chromium';
import { openShop, type Shop } from './browser/shop';
import { openTab, type Delivery } from './browser/tab';
import { faultProxy, type Fault, type FaultProxy } from './fault-proxy';
import { askingOf, type Asking } from './held';

// On a build server a run without a browser is a failed one; elsewhere it is named as not run.
const reason = process.env['CI'] ? undefined : whyNoBrowser();
if (reason) process.stderr.write(`!!! ${reason}\n`);
const withBrowser = reason ? describe.skip : describe;

const standard: Delivery = { strategy: 'standard' };
const batching: Delivery = { strategy: 'batching', config: { size: 3, timeout: 500 } };
const strategies: Record<string, Delivery> = { 'each event by itself': standard, 'batches of three': batching };
const faults: Record<string, readonly Fault[]> = {
  'with nothing in the way': [],
  'when the first request is answered with 500': [{ kind: 'refused', status: 500 }],
  'when the first request is answered with 429 and Retry-After': [
    { kind: 'refused', status: 429, headers: { 'retry-after': '1' } },
  ],
  'when the first answer stalls for 12 s': [{ kind: 'stalled', ms: 12_000 }],
  'when the connection is reset after the first commit': [{ kind: 'reset' }],
};
const names = Array.from({ length: 6 }, (_, nth) => `Viewed ${nth}`);
const all = ['identify', ...names];
// A browser has at most six requests to one host under way.
const few = all.slice(0, 4);

withBrowser("Segment's browser SDK on a page of another origin", () => {
  let touchstone: Touchstone;
  let browser: Browser;
  let shop: Shop;
  let asking: Asking;
  beforeAll(async () => {
    [touchstone, browser, shop] = await Promise.all([spawnTouchstone(), launchBrowser(), openShop()]);
    asking = askingOf(touchstone);
  });
  afterAll(async () => {
    await Promise.allSettled(runs.values());
    await Promise.all([browser?.close(), shop?.close(), touchstone?.stop()]);
  });

  const visitor = (): Promise<BrowserContext> => browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
  const setUp = async (userId: string, planned: readonly Fault[]) => {
    const source = await asking.newSource(userId);
    const proxy = await faultProxy(touchstone.url, planned);
    const context = await visitor();
    const open = (delivery: Delivery) =>
      openTab(context, shop.url, { url: proxy.url, writeKey: source.writeKey }, delivery);
    const close = async () => {
      await context.close();
      await proxy.close();
    };
    return { source, proxy, open, close, userId };
  };
  type Scene = Awaited<ReturnType<typeof setUp>>;

  /** What is held once the product has acknowledged so many events; more must not come, and each counts once. */
  const heldOf = async ({ source, proxy, userId }: Scene, acknowledged: number) => {
    await eventually(
      `${acknowledged} events are acknowledged`,
      () => proxy.accepted(),
      (count) => count >= acknowledged,
    );
    const receipt = await asking.settledReceipt(source, proxy.accepted);
    const held = (await asking.settledTimeline(userId, receipt)).map(({ name, kind }) => name ?? kind);
    expect(receipt).toMatchObject({ stored: held.length, duplicate: proxy.accepted() - held.length, conflict: 0 });
    return held.sort();
  };
  /** Events of requests that were sent again although the product had them. */
  const resent = ({ passages }: FaultProxy): number =>
    passages[0]?.fault === 'reset' ? passages[0].answer!.accepted : 0;

  const runs = new Map<string, Promise<{ held: string[]; failed: readonly string[]; proxy: FaultProxy }>>();
  const run = async (name: string, delivery: Delivery, planned: readonly Fault[]) => {
    const scene = await setUp(name, planned);
    try {
      const tab = await scene.open(delivery);
      await tab.report(name, names);
      await eventually(
        'the first request has met its fault',
        () => scene.proxy.passages.length,
        (count) => count > 0,
      );
      const held = await heldOf(scene, all.length + resent(scene.proxy));
      return { held, failed: await tab.failed(), proxy: scene.proxy };
    } finally {
      await scene.close();
    }
  };
  // All at once: a stall costs its seconds only once.
  beforeAll(() => {
    for (const [strategy, delivery] of Object.entries(strategies))
      for (const [fault, planned] of Object.entries(faults)) {
        const name = `${strategy} ${fault}`;
        const running = run(name, delivery, planned);
        running.catch(() => {});
        runs.set(name, running);
      }
  });

  describe.each(Object.keys(strategies))('sends %s', (strategy) => {
    it.each(Object.keys(faults))(
      'and all of it is held, once, %s',
      async (fault) => {
        const { held, failed, proxy } = await runs.get(`${strategy} ${fault}`)!;
        expect(failed).toEqual([]);
        expect(held).toEqual([...all].sort());
        expect(proxy.passages[0]?.fault).toBe(faults[fault]![0]?.kind);
        expect(proxy.preflights()).toBeGreaterThan(0);
        const paths = strategies[strategy] === batching ? ['/v1/b'] : ['/v1/i', '/v1/t'];
        expect([...new Set(proxy.passages.map(({ path }) => path))].sort()).toEqual(paths);
        for (const { headers } of proxy.passages)
          expect(headers).toMatchObject({
            origin: new URL(shop.url).origin,
            'content-type': expect.stringMatching(/^text\/plain/),
          });
      },
      300_000,
    );
  });

  it('sends from the page that docs/emitters.md shows', async () => {
    const source = await asking.newSource('guide');
    const page = readFileSync(join(__dirname, 'guide/segment-browser.html'), 'utf8')
      .replaceAll('<write key>', source.writeKey)
      .replaceAll('127.0.0.1:4100', new URL(touchstone.url).host);
    const [shown, context] = await Promise.all([openShop(page), visitor()]);
    try {
      await (await context.newPage()).goto(shown.url);
      const receipt = await asking.settledReceipt(source, () => 2);
      const held = await asking.settledTimeline('u-2001', receipt);
      expect(held.map(({ kind, name }) => name ?? kind).sort()).toEqual(['First Event', 'identify']);
    } finally {
      await Promise.all([context.close(), shown.close()]);
    }
  });

  it('sends what waits for its batch while the tab closes', async () => {
    const scene = await setUp('closed with a batch', []);
    try {
      const tab = await scene.open({ strategy: 'batching', config: { size: 50, timeout: 600_000 } });
      await tab.report(scene.userId, names);
      expect(scene.proxy.passages).toEqual([]);
      await tab.close();
      expect(await heldOf(scene, all.length)).toEqual([...all].sort());
      expect(scene.proxy.passages.map(({ path, answer }) => [path, answer?.accepted])).toEqual([['/v1/b', all.length]]);
    } finally {
      await scene.close();
    }
  });

  it.each([
    ['was taken, but whose answer never came', 'silenced', few.length * 2],
    ['had not reached the product', 'stuck', few.length],
  ] as const)(
    'sends a request that %s when the tab closed again from the next tab, and it counts once',
    async (_, kind, acknowledged) => {
      const scene = await setUp(`closed while ${kind}`, Array<Fault>(few.length).fill({ kind }));
      try {
        const tab = await scene.open(standard);
        await tab.begin(scene.userId, few.slice(1));
        const { proxy } = scene;
        const isUnderWay = () =>
          proxy.passages.length === few.length && (kind === 'stuck' || proxy.accepted() === few.length);
        await eventually('every request is under way', isUnderWay, Boolean);
        await tab.close();
        await scene.open(standard);
        expect(await heldOf(scene, acknowledged)).toEqual([...few].sort());
      } finally {
        await scene.close();
      }
    },
    300_000,
  );
});
