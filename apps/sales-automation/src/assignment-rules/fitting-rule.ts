import type { AssignmentRule } from '@touchstone/contracts';

interface Judged {
  readonly leadId: string;
  readonly channel: string;
  readonly origin?: string | undefined;
  readonly country?: string | undefined;
}

/** The first rule that fits, and whose turn it is: by the id of the lead, so that a repeated request finds the same. */
export const fittingRule = (
  rules: readonly AssignmentRule[],
  lead: Judged,
): { owner: string; rule: string } | undefined => {
  const fits = ({ channel, origin, country }: AssignmentRule) =>
    (channel === undefined || channel === lead.channel) &&
    (origin === undefined || origin === lead.origin) &&
    (country === undefined || country === lead.country);
  const rule = rules.find(fits);
  if (!rule) return undefined;
  const turn = Number.parseInt(lead.leadId.slice(0, 8), 16) % rule.owners.length;
  return { owner: rule.owners[turn] as string, rule: rule.code };
};
