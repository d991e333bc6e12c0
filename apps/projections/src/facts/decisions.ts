import {
  customerLinked,
  customerMerged,
  customerSplit,
  type CustomerDecision,
  type PlainRecorded,
} from '@touchstone/contracts';

export const decisionTypes: readonly string[] = [customerLinked.type, customerMerged.type, customerSplit.type];
const types = new Set(decisionTypes);

/** Link decisions belong to slot 0, whatever the number of slots. */
export const slotZero = '00000000';

export const decisionOf = (event: PlainRecorded): CustomerDecision | undefined =>
  types.has(event.type) ? (event.data as CustomerDecision) : undefined;

/** What a run of decisions comes to: the latest `joined` of an identity says whose it is. */
export interface LinkChanges {
  readonly customerOf: ReadonlyMap<string, { type: string; customerId: string }>;
  /** Alias -> the customer that answers for it, or none from now on. */
  readonly aliases: ReadonlyMap<string, string | undefined>;
  /** Customers that gained, lost or renamed something. */
  readonly customers: ReadonlySet<string>;
}

export const linkChanges = (decisions: readonly CustomerDecision[]): LinkChanges => {
  const customerOf = new Map<string, { type: string; customerId: string }>();
  const aliases = new Map<string, string | undefined>();
  const customers = new Set<string>();
  for (const { customerId, joined, aliasesAdded, aliasesRemoved } of decisions) {
    customers.add(customerId);
    for (const { identity, type, from } of joined) {
      customerOf.set(identity, { type, customerId });
      customers.add(from);
    }
    for (const alias of aliasesAdded) aliases.set(alias, customerId);
    // Another customer of the same run may have taken it over already.
    for (const alias of aliasesRemoved)
      if (!aliases.has(alias) || aliases.get(alias) === customerId) aliases.set(alias, undefined);
  }
  return { customerOf, aliases, customers };
};
