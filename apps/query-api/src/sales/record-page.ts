import type { RecordItem, RecordKey } from '@touchstone/read-models';
import { keysOfCursor, type KeyKind } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';

interface Asked {
  /** A minus in front: from the end. */
  readonly sort: string;
  readonly limit: number;
  readonly cursor?: string;
}

interface Listed<Filter, Sort extends string> {
  /** Tells its cursors from those of other lists. */
  readonly list: string;
  readonly kinds: Readonly<Record<Sort, KeyKind>>;
  read(
    question: Filter & { readonly sort: Sort; readonly descending: boolean },
    after: RecordKey | undefined,
    limit: number,
  ): Promise<RecordItem[]>;
}

/** One page of a list, sorted and narrowed as asked, from where the cursor says. */
export const recordPage = async <Filter extends object, Sort extends string>(
  { sort: by, limit, cursor, ...filter }: Asked & Filter,
  { list, kinds, read }: Listed<Omit<Filter, keyof Asked>, Sort>,
): Promise<string> => {
  const descending = by.startsWith('-');
  const sort = (descending ? by.slice(1) : by) as Sort;
  const name = `${list}?${JSON.stringify([by, Object.entries(filter).sort()])}`;
  const [at, id] = keysOfCursor(name, cursor, [kinds[sort], 'uuid']) ?? [];
  const after = id === undefined ? undefined : { at: String(at), id: String(id) };
  const question = { ...(filter as unknown as Omit<Filter, keyof Asked>), sort, descending };
  return listAnswer(name, await read(question, after, limit + 1), limit, (row) => [row.at, row.id]);
};
