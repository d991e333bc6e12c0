import { identityErased, type RecordedEvent } from '@touchstone/contracts';
import type { SealingCodec, Vault } from '@touchstone/personal-data';
import type { PageCodec } from '@touchstone/subscriptions';

/**
 * Opens pages so that live rows equal rebuilt ones. A key may live in the cache for a while after its deletion, and would
 * open here what nobody can read later; but keys are deleted before `identityErased` is recorded, so at that event the
 * cache is emptied, and everything behind it is opened with keys that still exist.
 */
export const forgettingCodec = (codec: SealingCodec, vault: Pick<Vault, 'close'>): PageCodec => ({
  async openEach(events: readonly RecordedEvent[]) {
    if (events.some(({ type }) => type === identityErased.type)) await vault.close();
    return codec.openEach(events);
  },
});
