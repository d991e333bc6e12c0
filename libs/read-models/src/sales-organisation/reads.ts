import { isoTime } from '../reading/json-sql';
import type { Queryable } from '../reading/queryable';
import {
  byText,
  byTime,
  equals,
  holds,
  incompleteOf,
  listRecords,
  type RecordItem,
  type RecordKey,
} from '../sales-facts/list-records';

export const territorySorts = ['code', 'drawnAt'] as const;
export const reassignmentSorts = ['requestedAt'] as const;

interface Sorted<Sort extends string> {
  readonly sort: Sort;
  readonly descending: boolean;
}
export interface TerritoryQuestion extends Sorted<(typeof territorySorts)[number]> {
  readonly code?: string | undefined;
  readonly country?: string | undefined;
  readonly person?: string | undefined;
  /** Day of `coveredBy`, and of `person`. */
  readonly on: string;
}
export interface ReassignmentQuestion extends Sorted<(typeof reassignmentSorts)[number]> {
  readonly status?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: string | undefined;
}
type Page = readonly [after: RecordKey | undefined, limit: number];

/** A day comes from a checked field, and stands in the text: items take no parameters. */
const dayLiteral = (day: string): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new TypeError(`${day} is no day.`);
  return `'${day}'`;
};

/** Reads of one version of the organisation. */
export const organisationReads = (schema: string) => {
  const holders = `FROM ${schema}.territory_holders h WHERE h.territory_id = s.id`;
  const holderOn = (day: string) =>
    `(SELECT h.person ${holders} AND h.from_day <= ${dayLiteral(day)} ORDER BY h.from_day DESC LIMIT 1)`;
  const covered = `(SELECT coalesce(json_agg(json_build_object('person', h.person, 'from', h.from_day) ORDER BY h.from_day), '[]') ${holders})`;
  const incomplete = incompleteOf(schema, 's.id::text');
  const territoriesOn = (day: string) => ({
    table: `${schema}.territories`,
    joins: '',
    item: `json_build_object('id', s.id, 'code', s.code, 'countries', s.countries, 'coveredBy', ${holderOn(day)},
      'covered', ${covered}, 'drawnAt', ${isoTime('s.drawn_at')}, ${incomplete})::text`,
  });
  const reassignments = {
    table: `${schema}.reassignments`,
    joins: '',
    item: `json_build_object('id', s.id, 'status', s.status, 'to', s.to_person, 'by', s.requested_by,
      'total', s.records, 'done', s.done, 'moved', s.done - jsonb_array_length(s.refused), 'refused', s.refused,
      'requestedAt', ${isoTime('s.requested_at')}, 'completedAt', ${isoTime('s.completed_at')}, ${incomplete})::text`,
  };
  return {
    territories: (db: Queryable, question: TerritoryQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { code, country, person, on, sort: by, descending } = question;
      const sort = { code: byText('code'), drawnAt: byTime('drawn_at') }[by];
      const asked = [
        equals('code', code),
        holds((given) => `${given} = ANY (s.countries)`, country),
        holds((given) => `${holderOn(on)} = ${given}`, person),
      ];
      return listRecords(db, territoriesOn(on), asked, { sort, descending, after, limit });
    },
    reassignments: (db: Queryable, question: ReassignmentQuestion, ...[after, limit]: Page): Promise<RecordItem[]> => {
      const { status, to, by, sort, descending } = question;
      const asked = [equals('status', status), equals('to_person', to), equals('requested_by', by)];
      const sorted = { requestedAt: byTime('requested_at') }[sort];
      return listRecords(db, reassignments, asked, { sort: sorted, descending, after, limit });
    },
  };
};
export type OrganisationReads = ReturnType<typeof organisationReads>;
