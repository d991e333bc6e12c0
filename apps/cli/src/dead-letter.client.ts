import {
  deadLetterKinds,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetterSettled,
  type DeadLetterWithHistory,
} from '@touchstone/contracts';
import type { Api } from './api.client';
import { Refused } from './refused';

export type Kind = DeadLetter['kind'];

/** Each kind belongs to another service, which answers the same shapes at its own address. */
const addresses: Record<Kind, string> = {
  rejection: '/admin/rejections',
  parked: '/repository/parked',
  conflict: '/repository/quarantine',
};

export interface Filter {
  readonly kind?: Kind;
  readonly source?: string;
  readonly reason?: string;
  readonly key?: string;
  readonly state?: string;
}

/** `<kind>:<id>`, as list shows it. */
export const nameOf = ({ kind, id }: Pick<DeadLetter, 'kind' | 'id'>): string => `${kind}:${id}`;

const pathOf = (name: string): string => {
  const [kind = '', ...rest] = name.split(':');
  const id = rest.join(':');
  if (!deadLetterKinds.some((known) => known === kind) || id === '')
    throw new Refused(
      `A dead letter is written <kind>:<id>, as dead-letters list shows it; the kinds are ${deadLetterKinds.join(', ')}.`,
    );
  return `${addresses[kind as Kind]}/${encodeURIComponent(id)}`;
};

const pageSize = 200;

/** All that the filter chooses, page by page, kind after kind. */
export async function* lettersOf(
  api: Api,
  { kind, ...filter }: Filter,
  limit = Infinity,
): AsyncGenerator<DeadLetter[]> {
  const chosen = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const each of kind ? [kind] : deadLetterKinds) {
    let left = limit;
    for (let next: string | null | undefined; next !== null && left > 0;) {
      const query = new URLSearchParams({ ...Object.fromEntries(chosen), limit: String(Math.min(left, pageSize)) });
      if (next) query.set('cursor', next);
      const page: DeadLetterPage = await api.get<DeadLetterPage>(`${addresses[each]}?${query}`);
      yield page.items;
      left -= page.items.length;
      next = page.next;
    }
  }
}

export const readLetter = (api: Api, name: string): Promise<DeadLetterWithHistory> => api.get(pathOf(name));
/** The event with its values; the service writes down who has seen it. */
export const readValues = (api: Api, name: string): Promise<object> => api.get(`${pathOf(name)}/event`);
export const act = (
  api: Api,
  name: string,
  action: 'replay' | 'repair' | 'discard',
  body: object = {},
): Promise<DeadLetterSettled> => api.post(`${pathOf(name)}/${action}`, body);
