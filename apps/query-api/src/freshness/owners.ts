import type { FreshnessToken, ProjectionMarks, RelayMarks, RepositoryMarks } from '@touchstone/contracts';
import { salesProjections } from '../reading/sales-reads';

/** Asks one owner how far it got; throws when the owner does not answer. With a token, `parked` is about its events. */
export type ReadMarks<Marks> = (token?: FreshnessToken) => Promise<Marks>;

/** Those who know how far the road behind an answer is. */
export interface Owners {
  readonly repository: ReadMarks<RepositoryMarks>;
  readonly projections: ReadMarks<ProjectionMarks>;
  /** Name of a department's store -> its relay. */
  readonly relays: Readonly<Record<string, ReadMarks<RelayMarks>>>;
}

export const repositoryStore = 'repository';

const departments: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(salesProjections).map((name) => [name, 'sales']),
);
const departmentStores = new Set(Object.values(departments));

/** Whether a token may name it. */
export const isKnownStore = (store: string, { relays }: Pick<Owners, 'relays'>): boolean =>
  store === repositoryStore || departmentStores.has(store) || relays[store] !== undefined;

/** The store that these read models follow: a department's own, or the repository's. */
export const storeOf = ([first = '']: readonly string[]): string => departments[first] ?? repositoryStore;
