import type { Begun, Requests } from '@touchstone/durable-work';
import { batched } from '@touchstone/event-store';
import type { Vault } from '@touchstone/personal-data';

/** Requests one by one, as a command sees them; those that come together share their statements. */
export interface OneRequest<Answer> {
  begin(id: string, fingerprint: string): Promise<Begun<Answer>>;
  finish(id: string, claim: number, answer: Answer): Promise<void>;
  giveUp(id: string, claim: number): Promise<void>;
}

export const joinedRequests = <Answer>(requests: Requests<Answer>): OneRequest<Answer> => {
  const begin = batched(requests.begin);
  const finish = batched(async (finished: Parameters<Requests<Answer>['finish']>[0]) => {
    await requests.finish(finished);
    return finished.map(() => undefined);
  });
  return {
    begin: (id, fingerprint) => begin({ id, fingerprint }),
    finish: (id, claim, answer) => finish({ id, claim, answer }),
    giveUp: requests.giveUp,
  };
};

/** Keys of commands that come together are made and read together. */
export const joinedKeys = (vault: Vault): Pick<Vault, 'sealingKeys' | 'openingKeys'> => ({
  sealingKeys: batched(async (wanted: readonly Iterable<string>[]) => {
    const keys = await vault.sealingKeys(wanted.flatMap((identities) => [...identities]));
    return wanted.map(() => keys);
  }),
  openingKeys: (names) => vault.openingKeys(names),
});
