import { arrayLiteral, deals as dealTable, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import type { OpportunityFact } from '../sales-facts/opportunity-fact';
import { opportunityFactTables } from '../sales-facts/opportunity-facts.tables';
import { historyOf } from '../sales-facts/opportunity-history';
import { run } from '../statement.tables';

/** A fact of an opportunity, and who takes part in it. */
export interface DealFact {
  readonly fact: OpportunityFact;
  readonly identities: readonly string[];
}

const newDeals = (told: readonly DealFact[]): WrittenRow<typeof dealTable>[] => {
  const rows = told.flatMap(({ fact: { opportunityId }, identities }) =>
    identities.map((identity) => ({
      opportunity_id: opportunityId,
      identity,
      status: 'open',
      amount: '0',
      currency: 'XXX',
    })),
  );
  return [...new Map(rows.map((row) => [`${row.opportunity_id}/${row.identity}`, row])).values()];
};

/** Deals as all of their facts have them, whatever the order in which those came. */
export const dealTables = (schema: string) => {
  const facts = opportunityFactTables(schema);
  const add = writerOf(schema, dealTable, { onConflict: 'keep' });
  const lock = `SELECT FROM ${schema}.deals WHERE opportunity_id = ANY ($1) ORDER BY opportunity_id, identity FOR UPDATE`;
  const update = `UPDATE ${schema}.deals d SET status = given.status, amount = given.amount, currency = given.currency
    FROM unnest($1::uuid[], $2::text[], $3::numeric[], $4::text[]) AS given (opportunity_id, status, amount, currency)
    WHERE d.opportunity_id = given.opportunity_id
      AND (d.status, d.amount, d.currency) IS DISTINCT FROM (given.status, given.amount, given.currency)`;
  return {
    write: async (client: ClientBase, told: readonly DealFact[], concurrent: boolean): Promise<void> => {
      if (told.length === 0) return;
      await add(client, newDeals(told));
      // A repair may fold the same deal in another slot: whoever comes last has seen the facts of the other.
      const ids = [...new Set(told.map(({ fact }) => fact.opportunityId))];
      if (concurrent) await run(client, `${schema} lock deals`, lock, [ids]);
      const known = await facts.add(
        client,
        told.map(({ fact }) => fact),
      );
      const standing = [...known].flatMap(([id, all]) => {
        const last = historyOf(all).at(-1);
        return last ? [{ id, ...last }] : [];
      });
      await run(client, `${schema} deals`, update, [
        arrayLiteral(standing.map(({ id }) => id)),
        arrayLiteral(standing.map(({ status }) => status)),
        arrayLiteral(standing.map(({ amount }) => amount)),
        arrayLiteral(standing.map(({ currency }) => currency)),
      ]);
    },
  };
};
