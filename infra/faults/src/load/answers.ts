import type { Known } from './naive-fold';

type Request = <Body>(path: string) => Promise<{ status: number; body: Body }>;

interface Money {
  readonly currency: string;
  readonly amount: string;
}
export interface Profile {
  readonly id: string;
  readonly identifiers: readonly { readonly type: string; readonly value: string }[];
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly touchpoints: number;
  readonly name: string | null;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly orders: { readonly count: number; readonly revenue: Money[]; readonly grossRevenue: Money[] };
  readonly incomplete: boolean;
}
export interface Entry {
  readonly id: string;
  readonly type: string;
  readonly name: string | null;
  readonly occurredAt: string;
  readonly properties: Readonly<Record<string, unknown>> | null;
  readonly traits: Readonly<Record<string, unknown>> | null;
  readonly order: { readonly id: string } | null;
}
interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export const customersOf = async (request: Request, identifier: string): Promise<readonly Profile[]> => {
  const { status, body } = await request<Page<Profile>>(`/customers?identifier=${encodeURIComponent(identifier)}`);
  if (status !== 200) throw new Error(`Finding a customer was answered with ${status}: ${JSON.stringify(body)}`);
  return body.items;
};

export const timelineOf = async (request: Request, id: string): Promise<Entry[]> => {
  const entries: Entry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body }: { status: number; body: Page<Entry> } = await request(
      `/customers/${id}/timeline?limit=200${more}`,
    );
    if (status !== 200) throw new Error(`A timeline was answered with ${status}.`);
    entries.push(...body.items);
    cursor = body.next;
  }
  return entries;
};

// The product writes 12.5 where a naive sum writes 12.50.
const euros = (amounts: readonly Money[]): string => {
  const [whole, decimals = ''] = (amounts.find(({ currency }) => currency === 'EUR')?.amount ?? '0').split('.');
  return `${whole}.${decimals.padEnd(2, '0')}`;
};

const markOf = ({ occurredAt, properties, traits }: Entry): string =>
  `${occurredAt} ${String(properties?.['mark'] ?? traits?.['mark'])}`;

/** What the product says of a person by one of the identifiers, in the words of the naive fold; undefined: nobody. */
export const answerOf = async (request: Request, identifier: string): Promise<Known | undefined> => {
  const [profile, ...others] = await customersOf(request, identifier);
  if (!profile) return undefined;
  if (others.length > 0) throw new Error(`${identifier} was found ${others.length + 1} times.`);
  const timeline = await timelineOf(request, profile.id);
  return {
    touchpoints: profile.touchpoints,
    orders: profile.orders.count,
    gross: euros(profile.orders.grossRevenue),
    net: euros(profile.orders.revenue),
    first: profile.firstSeenAt,
    last: profile.lastSeenAt,
    timeline: timeline.map(markOf).sort(),
  };
};
