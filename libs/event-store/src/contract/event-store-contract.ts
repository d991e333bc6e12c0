import { appendCases } from './append-cases';
import { appendManyCases } from './append-many-cases';
import { duplicateCases } from './duplicate-cases';
import { followCases } from './follow-cases';
import { orderCases } from './order-cases';
import { streamCases } from './stream-cases';
import type { OpenStore, Promises } from './open-store';

/** The promises of port.ts, each as a case. Call it in a test file; `open` gives a store whose content is its own. */
export const eventStoreContract = (
  name: string,
  open: OpenStore,
  promises: Promises = { idsAcrossStreams: true },
): void => {
  describe(`${name} keeps the contract of an event store`, () => {
    const opened: { store?: Awaited<ReturnType<OpenStore>> } = {};
    beforeAll(async () => {
      opened.store = await open();
    });
    afterAll(() => opened.store?.close());
    const store = () => opened.store as Awaited<ReturnType<OpenStore>>;
    for (const cases of [appendCases, duplicateCases, appendManyCases, streamCases, orderCases, followCases])
      cases(store, promises);
  });
};
