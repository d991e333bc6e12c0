import { quotaRevised, quotaSet, quotaWithdrawn, type PlainRecorded, type QuotaEvent } from '@touchstone/contracts';
import { quotas as quotaTable, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const quotaTypes: readonly string[] = [quotaSet.type, quotaRevised.type, quotaWithdrawn.type];
const types = new Set(quotaTypes);

/** Quotas as they stand. There are few, so each of their events is a statement. */
export const quotaTables = (schema: string) => {
  const write = writerOf(schema, quotaTable);
  const revise = `UPDATE ${schema}.quotas SET amount = $2 WHERE quota_id = $1`;
  const withdraw = `UPDATE ${schema}.quotas SET withdrawn = true WHERE quota_id = $1`;
  const one = async (client: ClientBase, event: QuotaEvent): Promise<void> => {
    if (event.type === 'sales.quota.revised')
      return run(client, `${schema} revise`, revise, [event.data.quotaId, event.data.amount.amount]);
    if (event.type === 'sales.quota.withdrawn')
      return run(client, `${schema} withdraw`, withdraw, [event.data.quotaId]);
    const { quotaId, holder, from, until, amount } = event.data;
    const row = { quota_id: quotaId, holder_kind: holder.kind, holder: holder.id, from_day: from, until_day: until };
    return write(client, [{ ...row, ...amount, withdrawn: false }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) if (types.has(event.type)) await one(client, event as unknown as QuotaEvent);
    },
  };
};
