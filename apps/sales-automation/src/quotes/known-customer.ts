import type { SalesCustomer } from '@touchstone/contracts';
import { accounts } from '../accounts/account';
import { assertChangeable } from '../commands/append-decision';
import type { Run } from '../commands/run';
import { contacts } from '../contacts/contact';
import { leads } from '../leads/lead';

/** Whom a record is to be about. */
interface Named extends SalesCustomer {
  readonly lead?: string | undefined;
}

/**
 * Throws problems (403, 404) for a customer whom the caller does not reach, and RuleBroken for one who was erased: what is
 * written about him would be sealed under a new key, and he would be back.
 */
export const assertCustomer = async (run: Run, { contact, account, lead }: Named): Promise<void> => {
  const found = await Promise.all([
    ...(contact === undefined ? [] : [run.read(contacts, contact)]),
    ...(account === undefined ? [] : [run.read(accounts, account)]),
    ...(lead === undefined ? [] : [run.read(leads, lead)]),
  ]);
  for (const { erased, version } of found) assertChangeable(erased, version, undefined);
};
