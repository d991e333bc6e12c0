import { reachOf } from '@touchstone/contracts';
import type { SalesFilter } from '@touchstone/read-models';
import { problem, type Caller } from '@touchstone/service-host';
import type { Sources } from '../reading/sources';

/** Whose records an answer may hold: by the same rule that the commands keep. Undefined: everybody's. */
export const salesReach = async (
  { role, person }: Pick<Caller, 'role' | 'person'>,
  today: string,
  { readModels }: Pick<Sources, 'readModels'>,
): Promise<SalesFilter['reach']> => {
  const leads = role === 'manager' && person !== undefined;
  const led = leads ? await readModels.read(({ db, sales }) => sales.teams.ledOn(db, person, today)) : [];
  const reach = reachOf({ role, ...(person !== undefined && { person }) }, led);
  return reach === 'everything' ? undefined : { owners: [...reach.owners], unowned: reach.unowned };
};

/** Codes of the teams that somebody leads on a day: a manager sees what they are to win together. */
export const ledTeams = async (
  { role, person }: Pick<Caller, 'role' | 'person'>,
  day: string,
  { readModels }: Pick<Sources, 'readModels'>,
): Promise<string[]> =>
  role === 'manager' && person !== undefined
    ? readModels.read(({ db, sales }) => sales.teams.teamsLedOn(db, person, day))
    : [];

/** Throws the problem (403) that the commands answer with, for a question about somebody else. */
export const mayAskAbout = (reach: SalesFilter['reach'], owner: string | undefined): void => {
  if (!reach || owner === undefined || reach.owners.includes(owner)) return;
  throw problem(403, 'These records belong to somebody else: ask their owner, or a manager of the team.', {
    slug: 'not-yours',
    rule: 'not-yours',
  });
};
