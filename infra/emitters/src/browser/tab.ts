import type { BrowserContext, Page } from 'playwright-core';
import type { Target } from '../sdks/sdk';

/** How the SDK sends: each event by itself, or batches; `keepalive` lets a request outlive its tab. */
export type Delivery =
  | { readonly strategy: 'standard'; readonly config?: { readonly keepalive: boolean } }
  | { readonly strategy: 'batching'; readonly config: { readonly size: number; readonly timeout: number } };

export interface Tab {
  /** An identify and a track for each name; answers when the SDK says that it has them. */
  report(userId: string, names: readonly string[]): Promise<void>;
  /** The same, without waiting for anything. */
  begin(userId: string, names: readonly string[]): Promise<void>;
  /** Events that the SDK said it has given up. */
  failed(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const call = (page: Page, expression: string): Promise<unknown> => page.evaluate(expression);

/** A visitor opens the shop, whose SDK sends to the target. */
export const openTab = async (
  context: BrowserContext,
  shopUrl: string,
  { url, writeKey }: Target,
  deliveryStrategy: Delivery,
): Promise<Tab> => {
  const page = await context.newPage();
  await page.goto(shopUrl);
  const settings = { writeKey, apiHost: `${new URL(url).host}/v1`, deliveryStrategy };
  await call(page, `open(${JSON.stringify(settings)})`);
  const reporting = (userId: string, names: readonly string[]) =>
    `report(${JSON.stringify(userId)}, ${JSON.stringify(names)})`;
  return {
    report: async (userId, names) => void (await call(page, `${reporting(userId, names)}.then(() => {})`)),
    begin: async (userId, names) => void (await call(page, `void ${reporting(userId, names)}`)),
    failed: async () => (await call(page, 'failed')) as string[],
    close: () => page.close(),
  };
};
