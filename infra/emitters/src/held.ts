import { eventually, type Touchstone } from '@touchstone/testing';

export interface NewSource {
  readonly id: string;
  readonly writeKey: string;
}
/** Of one source, over all hours. */
export interface Receipt {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
}
interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly channel: string;
}
interface Customer {
  readonly id: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
}
interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Asks for nothing that an operator or an analyst could not ask for. */
export const askingOf = (touchstone: Pick<Touchstone, 'request'>) => {
  const read = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await touchstone.request<Body>(path);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const newSource = async (name: string): Promise<NewSource> =>
    (await touchstone.request<NewSource>('/admin/sources', { body: { name } })).body;

  const receiptOf = async (source: NewSource): Promise<Receipt> => {
    const { items } = await read<Page<Receipt>>(`/repository/receipts?source=${source.id}`);
    const sum = (of: keyof Receipt) => items.reduce((total, hour) => total + hour[of], 0);
    return {
      received: sum('received'),
      stored: sum('stored'),
      duplicate: sum('duplicate'),
      conflict: sum('conflict'),
      rejected: sum('rejected'),
    };
  };
  /** The receipt once the repository has gone through everything that the gateway acknowledged. */
  const settledReceipt = (source: NewSource, acknowledged: () => number): Promise<Receipt> =>
    eventually(
      'the receipt counts every acknowledged event',
      () => receiptOf(source),
      ({ received }) => received >= acknowledged(),
    );

  const customerOf = async (userId: string): Promise<Customer | undefined> => {
    const path = `/customers?identifier=user_id:${encodeURIComponent(userId)}`;
    return (await read<Page<Customer>>(path)).items[0];
  };
  const timelineOf = async (userId: string): Promise<readonly Entry[]> => {
    const customer = await customerOf(userId);
    return customer ? (await read<Page<Entry>>(`/customers/${customer.id}/timeline?limit=200`)).items : [];
  };
  /** The identifiers of a person, once there are so many. */
  const settledIdentifiers = (userId: string, count: number) =>
    eventually(
      `${userId} has ${count} identifiers`,
      async () => (await customerOf(userId))?.identifiers ?? [],
      ({ length }) => length >= count,
    );
  /** The timeline of a person, once it is as long as the receipt says. */
  const settledTimeline = (userId: string, { stored }: Receipt): Promise<readonly Entry[]> =>
    eventually(
      `the timeline of ${userId} shows what was stored`,
      () => timelineOf(userId),
      ({ length }) => length >= stored,
    );
  return { newSource, settledReceipt, settledTimeline, settledIdentifiers };
};
export type Asking = ReturnType<typeof askingOf>;
