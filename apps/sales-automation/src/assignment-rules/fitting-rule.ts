import type { AssignmentRule } from '@touchstone/contracts';
import type { Coverage } from './coverage';

interface Judged {
  readonly leadId: string;
  readonly channel: string;
  readonly origin?: string | undefined;
  readonly country?: string | undefined;
}

/**
 * The first rule that fits, and who gets the lead by it: whoever covers its territory, else whose turn it is by the id of the
 * lead, so that a repeated request finds the same.
 */
export const fittingRule = (
  rules: readonly AssignmentRule[],
  lead: Judged,
  coverage: Coverage = new Map(),
): { owner: string; rule: string } | undefined => {
  const lies = (territory: string): boolean =>
    lead.country !== undefined && coverage.get(territory)?.countries.includes(lead.country) === true;
  const fits = ({ channel, origin, country, territory }: AssignmentRule) =>
    (channel === undefined || channel === lead.channel) &&
    (origin === undefined || origin === lead.origin) &&
    (country === undefined || country === lead.country) &&
    (territory === undefined || lies(territory));
  const rule = rules.find(fits);
  if (!rule) return undefined;
  const holder = rule.territory === undefined ? undefined : coverage.get(rule.territory)?.person;
  if (holder !== undefined) return { owner: holder, rule: rule.code };
  const turn = Number.parseInt(lead.leadId.slice(0, 8), 16) % rule.owners.length;
  return { owner: rule.owners[turn] as string, rule: rule.code };
};
