import { quotaRevised, quotaSet, quotaWithdrawn, type PlainRecorded, type QuotaEvent } from '@touchstone/contracts';
import { quotaAmounts, quotas as quotaTable, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const quotaTypes: readonly string[] = [quotaSet.type, quotaRevised.type, quotaWithdrawn.type];
const types = new Set(quotaTypes);

type Told = QuotaEvent & Pick<PlainRecorded, 'position'>;

/** Quotas as they stand, and every amount that they had. There are few, so each of their events is a statement or two. */
export const quotaTables = (schema: string) => {
  const write = writerOf(schema, quotaTable);
  const writeAmounts = writerOf(schema, quotaAmounts);
  const revise = `UPDATE ${schema}.quotas SET amount = $2 WHERE quota_id = $1`;
  const withdraw = `UPDATE ${schema}.quotas SET withdrawn = true, withdrawn_at = $2 WHERE quota_id = $1`;
  const one = async (client: ClientBase, { position, ...event }: Told): Promise<void> => {
    const { quotaId: quota_id } = event.data;
    if (event.type === 'sales.quota.withdrawn')
      return run(client, `${schema} withdraw`, withdraw, [quota_id, event.data.withdrawnAt]);
    const { amount, currency } = event.data.amount;
    if (event.type === 'sales.quota.revised') {
      await run(client, `${schema} revise`, revise, [quota_id, amount]);
      return writeAmounts(client, [{ quota_id, position, set_at: event.data.revisedAt, amount }]);
    }
    const { holder, from: from_day, until: until_day, setAt: set_at } = event.data;
    const row = { quota_id, holder_kind: holder.kind, holder: holder.id, from_day, until_day, amount, currency };
    await write(client, [{ ...row, withdrawn: false, withdrawn_at: null }]);
    return writeAmounts(client, [{ quota_id, position, set_at, amount }]);
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) if (types.has(event.type)) await one(client, event as unknown as Told);
    },
  };
};
