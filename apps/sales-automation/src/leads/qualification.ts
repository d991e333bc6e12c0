import { leadIdentifier, type OrganisationTraits } from '@touchstone/contracts';
import { accounts } from '../accounts/account';
import { openAccount } from '../accounts/open-account';
import { assertChangeable } from '../commands/append-decision';
import { answerOf } from '../commands/command-handler';
import type { Run } from '../commands/run';
import type { CommandAnswer } from '../commands/once';
import { RuleBroken } from '../commands/rule-broken';
import { addContact } from '../contacts/add-contact';
import { contacts } from '../contacts/contact';
import { assertCustomer } from '../quotes/known-customer';
import { leads, type KnownLead } from './lead';
import { qualifyLead } from './qualify-lead';

export interface Qualification {
  /** The contact that the lead turned out to be; a new one unless told. */
  readonly contactId?: string | undefined;
  /** The account that the person buys for. */
  readonly accountId?: string | undefined;
  /** The same, where it is not known yet. */
  readonly organisation?: OrganisationTraits | undefined;
  /** Part of the contact in buying. */
  readonly role: string;
}

const contactOf = async (run: Run, lead: KnownLead, { contactId, role }: Qualification, accountId?: string) => {
  if (contactId !== undefined) return contactId;
  const made = run.idOf('contact');
  const { leadId, owner, traits } = lead;
  const identifiers = lead.identifiers.filter(({ type }) => type !== leadIdentifier);
  const account = accountId === undefined ? undefined : { id: accountId, role };
  const command = { contactId: made, leadId, owner, identifiers, traits, account };
  await run.append(contacts, made, (state, circumstances) => addContact({ ...command, ...circumstances }, state), {
    creates: true,
  });
  return made;
};

const accountOf = async (run: Run, { owner }: KnownLead, { accountId, organisation }: Qualification) => {
  if (organisation === undefined) return accountId;
  const made = run.idOf('account');
  const command = { accountId: made, owner, organisation };
  await run.append(accounts, made, (state, circumstances) => openAccount({ ...command, ...circumstances }, state), {
    creates: true,
  });
  return made;
};

/**
 * Account and contact come first and the lead last, so that a crash between them leaves no lead that names what is not
 * there; the request repeated finds them under the same ids.
 */
export const qualify = async (
  run: Run,
  leadId: string,
  wish: Qualification,
  expected?: number,
): Promise<CommandAnswer> => {
  if (wish.accountId !== undefined && wish.organisation !== undefined)
    throw new RuleBroken('one-account', 'Name an account or a new organisation, not both.', '/organisation', 422);
  const { state, version, erased } = await run.read(leads, leadId);
  const lead = state as KnownLead;
  if (lead.status === 'open') assertChangeable(erased, version, expected);
  const account = wish.organisation ? run.idOf('account') : wish.accountId;
  // Before anything is appended, so that a refusal leaves nothing behind.
  qualifyLead({ ...run.circumstances, contactId: wish.contactId ?? run.idOf('contact'), accountId: account }, lead);
  if (lead.status === 'open') await assertCustomer(run, { contact: wish.contactId, account: wish.accountId });
  const accountId = await accountOf(run, lead, wish);
  const contactId = await contactOf(run, lead, wish, accountId);
  const recorded = await run.append(
    leads,
    leadId,
    (current, circumstances) => qualifyLead({ contactId, accountId, ...circumstances }, current),
    { expected },
  );
  return answerOf(recorded, 200, { contactId, ...(accountId && { accountId }) });
};
