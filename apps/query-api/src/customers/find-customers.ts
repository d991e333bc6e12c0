import { isIdentifierType, type IdentifierType } from '@touchstone/contracts';
import { invalidField } from '../freshness/problems';
import { keysOfCursor } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';
import type { Sources } from '../reading/sources';

export interface FindCustomers {
  readonly identifier?: string;
  readonly region?: string;
  readonly q?: string;
  readonly limit: number;
  readonly cursor?: string;
}

const byIdentifier = async (identifier: string, region: string | undefined, { readModels, identify }: Sources) => {
  const colon = identifier.indexOf(':');
  const type = identifier.slice(0, colon);
  const value = identifier.slice(colon + 1);
  if (!isIdentifierType(type)) throw invalidField('identifier', 'The part before the colon is no identifier type.');
  const identified = identify({ type: type as IdentifierType, value }, region);
  if (!identified) throw invalidField('identifier', unusable(type));
  const profile = await readModels.read(({ db, profile: reads }) => reads.profileOfIdentity(db, identified.identity));
  return `{"items":[${profile ?? ''}],"next":null}`;
};

const unusable = (type: string): string =>
  type === 'phone'
    ? 'This is no phone number: write it with its country code (+44 ...), or name its country in `region`.'
    : `The value names nobody: no ${type} looks like this.`;

const byName = async (q: string, limit: number, cursor: string | undefined, { readModels }: Sources) => {
  const list = `customers?q=${q}`;
  const [exact, length, id] = keysOfCursor(list, cursor, ['integer', 'integer', 'uuid']) ?? [];
  const after = id === undefined ? undefined : { exact: Number(exact), length: Number(length), id: String(id) };
  const rows = await readModels.read(({ db, profile: reads }) => reads.search(db, q, after, limit + 1));
  return listAnswer(list, rows, limit, (row) => [row.exact, row.length, row.id]);
};

/** One customer or none by identifier, ranked pages by name. */
export const findCustomers = (query: FindCustomers, sources: Sources): Promise<string> => {
  const { identifier, region, q, limit, cursor } = query;
  if (identifier !== undefined && q !== undefined)
    throw invalidField('q', 'q and identifier exclude each other: ask for one of them.');
  if (identifier !== undefined) return byIdentifier(identifier, region, sources);
  if (q !== undefined) return byName(q, limit, cursor, sources);
  throw invalidField('identifier', 'Say whom to find: identifier=<type>:<value>, or q=<name>.');
};
