import type { ActivityReads, SalesFilter } from '@touchstone/read-models';
import { invalidField } from '../freshness/problems';
import type { Sources } from '../reading/sources';
import { recordPage } from './record-page';

const dayMs = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dayAfter = (day: string, days: number): string => dayOf(Date.parse(day) + days * dayMs);

export interface AskMyDay {
  readonly owner?: string;
  readonly until?: string;
  readonly limit: number;
  readonly cursor?: string;
}

type AskActivities = Parameters<ActivityReads['activities']>[1];
type Asked = Omit<AskActivities, 'reach' | 'sort' | 'descending'> & {
  readonly sort: string;
  readonly limit: number;
  readonly cursor?: string;
};

/** A page of activities as they stand. */
export const listActivities = (
  query: Asked,
  reach: SalesFilter['reach'],
  { readModels }: Sources,
  list = 'activities',
): Promise<string> =>
  recordPage(query, {
    list,
    kinds: { dueAt: 'time', plannedAt: 'time', changedAt: 'time' },
    read: (asked, ...page) =>
      readModels.read(({ db, sales }) => sales.activity.activities(db, { ...asked, reach }, ...page)),
  });

/** What somebody has still to do up to the end of a day, what is due first in front. */
export const myDay = (
  { owner, until, ...page }: AskMyDay,
  reach: SalesFilter['reach'],
  now: number,
  sources: Sources,
): Promise<string> => {
  if (owner === undefined) throw invalidField('owner', 'Say whose day it is: the API key names no sales person.');
  const due = { owner, status: 'planned', dueUntil: dayAfter(until ?? dayOf(now), 1), sort: 'dueAt' };
  return listActivities({ ...page, ...due }, reach, sources, 'my-day');
};

export interface AskContactsMade {
  readonly owner?: string;
  readonly from?: string;
  readonly until?: string;
}
const mostDays = 400;

/** Calls, visits and meetings that took place, per sales person and day. */
export const contactsMade = async (
  { owner, ...told }: AskContactsMade,
  reach: SalesFilter['reach'],
  now: number,
  { readModels }: Sources,
): Promise<object> => {
  const until = told.until ?? dayAfter(dayOf(now), 1);
  const from = told.from ?? dayAfter(until, -30);
  if (from >= until) throw invalidField('until', 'until must be later than from.');
  if (dayAfter(from, mostDays) < until) throw invalidField('from', `At most ${mostDays} days are counted at once.`);
  const items = await readModels.read(({ db, sales }) =>
    sales.activity.contactsMade(db, { from, until, owner, reach }),
  );
  return { from, until, items };
};
