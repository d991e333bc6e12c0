import type { Command } from 'commander';
import type { Api } from './api.client';
import type { Run } from './context';
import { Refused } from './refused';
import { table } from './show';

interface Profile {
  readonly id: string;
  readonly kind?: string;
  readonly touchpoints?: number;
  readonly lastSeenAt?: string;
  readonly identifiers?: readonly { readonly type: string; readonly value: string }[];
}

type Found = Profile | { readonly items: readonly Profile[]; readonly next: string | null };

const identifier =
  /^(user_id|email|phone|loyalty_card|group_id|anonymous_id|device_id|contact|account|external\.\w+):./;

const row = (one: Profile) => [
  one.id,
  one.kind,
  one.touchpoints,
  one.lastSeenAt,
  (one.identifiers ?? [])
    .slice(0, 3)
    .map(({ type, value }) => `${type}:${value}`)
    .join(' '),
];

interface Decision {
  readonly customers?: readonly { readonly id: string; readonly identities: number }[];
}

const decided = ({ customers }: Decision): string =>
  customers
    ? table(
        ['customer', 'identities'],
        customers.map(({ id, identities }) => [id, identities]),
      )
    : 'It is recorded, and being decided: look again in a moment.';

const parseIdentifier = (text: string): { type: string; value: string } => {
  if (!identifier.test(text))
    throw new Refused('An identifier is written <type>:<value>, such as email:ann@example.org.');
  const colon = text.indexOf(':');
  return { type: text.slice(0, colon), value: text.slice(colon + 1) };
};

/** Two customer ids, or an identifier of each. */
const sidesOf = (one: string, other: string): object =>
  [one, other].some((side) => identifier.test(side))
    ? { identifiers: [parseIdentifier(one), parseIdentifier(other)] }
    : { customers: [one, other] };

/** The address of a customer that is named by id or by an identifier. */
const pathOf = async (api: Api, customer: string): Promise<string> => {
  if (!identifier.test(customer)) return `/customers/${encodeURIComponent(customer)}`;
  const { items } = await api.get<{ items: readonly Profile[] }>(
    `/customers?identifier=${encodeURIComponent(customer)}`,
  );
  const [found] = items;
  if (!found) throw new Refused('Nobody is known by that identifier.');
  return `/customers/${found.id}`;
};

const reason = ['--reason <text>', 'why, for the record'] as const;

export const customerCommands = (program: Command, run: Run): void => {
  program
    .command('customer')
    .description('customers')
    .command('find <text>')
    .description('by an identifier such as email:ann@example.org, or by a name')
    .action((text: string) =>
      run(async ({ api, print }) => {
        const query = identifier.test(text) ? 'identifier' : 'q';
        const found = await api.get<Found>(`/customers?${query}=${encodeURIComponent(text)}`);
        const items = 'items' in found ? found.items : [found];
        print(found, () =>
          items.length === 0
            ? 'Nobody is known by that.'
            : table(['id', 'kind', 'touchpoints', 'last seen', 'identifiers'], items.map(row)),
        );
      }),
    );
  program
    .command('merge <one> <other>')
    .description('say that two customers (ids, or an identifier of each) are the same; the older id survives')
    .requiredOption(...reason)
    .action((one: string, other: string, options: { reason: string }) =>
      run(async ({ api, print }) => {
        const decision = await api.post<Decision>('/customers/merge', { ...sidesOf(one, other), ...options });
        print(decision, () => decided(decision));
      }),
    );
  program
    .command('split <customer> <identifiers...>')
    .description('say that these identifiers (type:value) of a customer (id or identifier) belong to somebody else')
    .requiredOption(...reason)
    .action((customer: string, identifiers: string[], options: { reason: string }) =>
      run(async ({ api, print }) => {
        const body = { identifiers: identifiers.map(parseIdentifier), ...options };
        const decision = await api.post<Decision>(`${await pathOf(api, customer)}/split`, body);
        print(decision, () => decided(decision));
      }),
    );
  program
    .command('erase <customer>')
    .description('delete the keys of a customer for ever: nothing personal of theirs can be read again')
    .requiredOption('--basis <text>', 'on what ground, without personal data: it stays in the log')
    .action((customer: string, body: { basis: string }) =>
      run(async ({ api, print }) => {
        const done = await api.post<{ keys: number }>(`${await pathOf(api, customer)}/erasure`, body);
        print(done, () => `${done.keys} keys are deleted; within a minute nothing shows the data any more.`);
      }),
    );
};
