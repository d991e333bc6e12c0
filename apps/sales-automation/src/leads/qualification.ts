import {
  leadIdentifier,
  type AccountEvent,
  type ContactEvent,
  type LeadEvent,
  type OrganisationTraits,
} from '@touchstone/contracts';
import { accounts, type Account } from '../accounts/account';
import { openAccount } from '../accounts/open-account';
import { assertChangeable, type Recorded } from '../commands/append-decision';
import { answerOf } from '../commands/command-handler';
import type { Run } from '../commands/run';
import type { CommandAnswer } from '../commands/once';
import { RuleBroken } from '../commands/rule-broken';
import type { Circumstances, Decide } from '../commands/stream-kind';
import { addContact } from '../contacts/add-contact';
import { contacts, type Contact } from '../contacts/contact';
import { assertCustomer } from '../quotes/known-customer';
import { leads, type KnownLead, type Lead } from './lead';
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

/** What a lead turns out to be, and what of it is new: under ids of the lead, so that it is made once, whoever asks and how often. */
const outcomeOf = (run: Run, lead: KnownLead, wish: Qualification) => {
  const { leadId, owner, traits } = lead;
  const { organisation, role } = wish;
  const accountId = organisation ? run.idOf('account', leadId) : wish.accountId;
  const contactId = wish.contactId ?? run.idOf('contact', leadId);
  const identifiers = lead.identifiers.filter(({ type }) => type !== leadIdentifier);
  const account = accountId === undefined ? undefined : { id: accountId, role };
  return {
    contactId,
    accountId,
    newAccount: organisation && accountId !== undefined ? { accountId, owner, organisation } : undefined,
    newContact: wish.contactId === undefined ? { contactId, leadId, owner, identifiers, traits, account } : undefined,
  };
};
type Outcome = ReturnType<typeof outcomeOf>;

/** Throws RuleBroken when it cannot be made: known before anything is appended, so that a refusal leaves nothing behind. */
const assertMakeable = ({ newAccount, newContact }: Outcome, circumstances: Circumstances): void => {
  if (newAccount) openAccount({ ...newAccount, ...circumstances }, accounts.initial);
  if (newContact) addContact({ ...newContact, ...circumstances }, contacts.initial);
};

/** Makes what is not there. `isRepeated`: somebody qualified the lead before, and may have died on the way. */
const make = async (run: Run, { newAccount, newContact }: Outcome, isRepeated: boolean): Promise<Recorded[]> => {
  const recorded: Recorded[] = [];
  if (newAccount && !(isRepeated && (await run.peek(accounts, newAccount.accountId)).status !== 'unknown')) {
    const open: Decide<Account, AccountEvent> = (state, given) => openAccount({ ...newAccount, ...given }, state);
    recorded.push(await run.append(accounts, newAccount.accountId, open, { creates: true }));
  }
  if (newContact && !(isRepeated && (await run.peek(contacts, newContact.contactId)).status !== 'unknown')) {
    const add: Decide<Contact, ContactEvent> = (state, given) => addContact({ ...newContact, ...given }, state);
    recorded.push(await run.append(contacts, newContact.contactId, add, { creates: true }));
  }
  return recorded;
};

/**
 * The lead comes first: where it may not be qualified any more, no account and no contact are left behind. After a crash
 * between them the request, or another one for the same lead, makes what is missing.
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
  const isOpen = lead.status === 'open';
  if (isOpen) assertChangeable(erased, version, expected);
  const outcome = outcomeOf(run, lead, wish);
  const { contactId, accountId } = outcome;
  const decide: Decide<Lead, LeadEvent> = (current, given) => qualifyLead({ contactId, accountId, ...given }, current);
  decide(lead, run.circumstances);
  if (isOpen) {
    await assertCustomer(run, { contact: wish.contactId, account: wish.accountId });
    assertMakeable(outcome, run.circumstances);
  }
  const recorded = await run.append(leads, leadId, decide, { expected });
  const positions = [recorded, ...(await make(run, outcome, !isOpen))].map((one) => one.position).sort();
  const answered = { ...recorded, position: positions.at(-1) ?? recorded.position };
  return answerOf(answered, 200, { contactId, ...(accountId && { accountId }) });
};
