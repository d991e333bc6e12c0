import { isoTime } from '../reading/json-sql';

/**
 * What sales has with the customer of the row `c`, from the rows of its identities as they are linked today. A deal counts
 * once, however many of the identities take part in it.
 */
export const customerSalesSql = (schema: string) => {
  const of = `identity = ANY (c.identities COLLATE "C")`;
  const newest = (what: string, table: string, time: string) =>
    `(SELECT ${what} FROM ${schema}.${table} WHERE ${of} ORDER BY ${time} DESC, event_id DESC LIMIT 1)`;
  const open = `(SELECT DISTINCT opportunity_id, currency, amount FROM ${schema}.deals WHERE ${of} AND status = 'open') deal`;
  const owner = (what: string) => newest(what, 'owners', 'since');
  const lastContact = (what: string) => newest(what, 'last_contacts', 'contact_at');
  const openDeals = `(SELECT count(*) FROM ${open})`;
  const openAmounts = `(SELECT coalesce(json_agg(json_build_object('currency', currency, 'amount', amount) ORDER BY currency), '[]')
    FROM (SELECT currency, trim_scale(sum(amount))::text AS amount FROM ${open} GROUP BY currency) sums)`;
  const ownerJson = owner(`json_build_object('person', owner, 'since', ${isoTime('since')})`);
  const contactJson = lastContact(`json_build_object('at', ${isoTime('contact_at')}, 'by', person, 'kind', kind)`);
  const incomplete = `EXISTS (SELECT FROM ${schema}.incomplete_identities WHERE ${of})`;
  return {
    owner,
    lastContact,
    openDeals,
    openAmounts,
    json: `json_build_object('owner', ${ownerJson}, 'openDeals', json_build_object('count', ${openDeals}, 'amounts', ${openAmounts}),
      'lastContact', ${contactJson}, 'incomplete', ${incomplete})`,
  };
};
