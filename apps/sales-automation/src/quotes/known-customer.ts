import type { SalesCustomer } from '@touchstone/contracts';
import { accounts } from '../accounts/account';
import { assertChangeable } from '../commands/append-decision';
import type { Run } from '../commands/run';
import { contacts } from '../contacts/contact';

/** Throws problems (403, 404) for a customer that the caller may not sell to, and RuleBroken for one who was erased. */
export const assertCustomer = async (run: Run, { contact, account }: SalesCustomer): Promise<void> => {
  const found = await Promise.all([
    ...(contact === undefined ? [] : [run.read(contacts, contact)]),
    ...(account === undefined ? [] : [run.read(accounts, account)]),
  ]);
  for (const { erased, version } of found) assertChangeable(erased, version, undefined);
};
