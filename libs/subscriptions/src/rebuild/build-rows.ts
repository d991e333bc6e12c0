import type { BuildComparison, BuildState } from '@touchstone/contracts';
import { escapeIdentifier, type ClientBase, type Pool } from 'pg';
import { buildName, followersSql, type Build } from './build';
import { RebuildRefused } from './refused';

/** How far a build was at a time. */
export interface Sample {
  readonly at: string;
  readonly share: number;
  readonly events: number;
}

export interface BuildRow extends Build {
  readonly schema: string | null;
  readonly requestedBy: string | null;
  readonly requestedAt: Date | null;
  readonly events: number;
  readonly samples: readonly Sample[];
  readonly comparing: boolean;
  readonly comparison: BuildComparison | null;
  /** Lowest of its slots. */
  readonly position: string;
  /** When all of its slots were level. */
  readonly levelAt: Date | null;
}

const columns = `b.subscription AS name, b.version, b.generation, b.slots`;
const beside = `b.schema, b.state, b.requested_by AS "requestedBy", b.requested_at AS "requestedAt", b.events::float8 AS events,
  b.samples, b.comparison_asked_at IS NOT NULL AS comparing, b.comparison`;
const live = `NULL AS schema, 'live' AS state, NULL, b.activated_at, 0::float8, '[]'::jsonb, false, NULL::jsonb`;

const reached = (slots: string) => `
  SELECT coalesce(min(s.position), '') AS position,
         CASE WHEN count(*) = count(s.level_at) THEN min(s.level_at) END AS "levelAt"
    FROM ${slots} s WHERE s.subscription = ${followersSql('b')} AND s.version = b.version`;

/** Every build of every projection, the live one of each first. */
export const readBuilds = async (db: Pool | ClientBase, schema: string): Promise<BuildRow[]> => {
  const at = escapeIdentifier(schema);
  const { rows } = await db.query<BuildRow>(`
    SELECT * FROM (
      SELECT ${columns}, ${beside}, at.* FROM ${at}.builds b CROSS JOIN LATERAL (${reached(`${at}.slots`)}) at
      UNION ALL
      SELECT ${columns}, ${live}, at.* FROM ${at}.active_versions b CROSS JOIN LATERAL (${reached(`${at}.slots`)}) at
    ) builds ORDER BY name, state <> 'live', version, generation`);
  return rows;
};

export const liveOf = (builds: readonly BuildRow[], projection: string): BuildRow => {
  const found = builds.find(({ name, state }) => name === projection && state === 'live');
  if (!found) throw new RebuildRefused('unknown-projection', `There is no read model ${projection} that answers.`);
  return found;
};

/** The build of that name in one of these states; without a name the only one. */
export const chosenOf = (
  builds: readonly BuildRow[],
  projection: string,
  wanted: string | undefined,
  states: readonly BuildState[],
): BuildRow => {
  const all = builds.filter(({ name }) => name === projection);
  if (wanted !== undefined) {
    const found = all.find((build) => buildName(build) === wanted);
    if (!found) throw new RebuildRefused('unknown-build', `${projection} has no build ${wanted}.`);
    if (!states.includes(found.state))
      throw new RebuildRefused(
        'wrong-state',
        `Build ${wanted} of ${projection} is ${found.state}; this is for ${states.join(' or ')} ones.`,
      );
    return found;
  }
  const [found, ...more] = all.filter(({ state }) => states.includes(state));
  if (!found) throw new RebuildRefused('wrong-state', `${projection} has no build that is ${states.join(' or ')}.`);
  if (more.length > 0)
    throw new RebuildRefused(
      'unknown-build',
      `${projection} has several: name one of ${[found, ...more].map(buildName).join(', ')}.`,
    );
  return found;
};
