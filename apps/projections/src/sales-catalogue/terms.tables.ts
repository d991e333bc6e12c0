import { termsPublished, termsWithdrawn, type EventOf, type PlainRecorded } from '@touchstone/contracts';
import { arrayLiteral, postgresJson, salesTerms, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

type Published = EventOf<typeof termsPublished>['data'];
type Withdrawn = EventOf<typeof termsWithdrawn>['data'];
export const termsTypes: readonly string[] = [termsPublished.type, termsWithdrawn.type];
/** The one stream of all terms is `terms-sales`. */
const record = 'sales';

/** Every version of the terms of sale. */
export const termsTables = (schema: string) => {
  const write = writerOf(schema, salesTerms);
  const end = `UPDATE ${schema}.sales_terms SET withdrawn_at = $2 WHERE code = $1 AND withdrawn_at IS NULL`;
  const publish = (client: ClientBase, id: string, { terms, by, publishedAt }: Published) => {
    const { code, version, channels, from, to, paymentDays, validDays, discountLimit, text } = terms;
    return write(client, [
      {
        ...{ id, code, version, channels: arrayLiteral(channels), from_at: from, to_at: to ?? null },
        ...{ payment_days: paymentDays, valid_days: validDays, discount_limit: discountLimit },
        ...{ wording: postgresJson(text), published_at: publishedAt, published_by: by, withdrawn_at: null },
      },
    ]);
  };
  const withdraw = (client: ClientBase, { code, withdrawnAt }: Withdrawn) =>
    run(client, `${schema} withdraw terms`, end, [code, withdrawnAt]);
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const { id, type, data } of events)
        if (type === termsPublished.type) await publish(client, id, data as unknown as Published);
        else if (type === termsWithdrawn.type) await withdraw(client, data as unknown as Withdrawn);
    },
    forget: async (client: ClientBase, forgotten: string): Promise<void> => {
      if (forgotten === record) await run(client, `${schema} forget terms`, `DELETE FROM ${schema}.sales_terms`, []);
    },
  };
};
