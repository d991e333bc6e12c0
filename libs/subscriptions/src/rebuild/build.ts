import type { BuildState } from '@touchstone/contracts';
import type { Projection } from '../projection';

/** One version of a projection in one schema. The same version may be built again: that is its next generation. */
export interface BuildId {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
}
export interface Build extends BuildId {
  readonly state: BuildState;
  readonly slots: number;
}

/** As people write it: `2`, and `2.3` for the third generation of version 2. */
export const buildName = ({ version, generation }: Pick<BuildId, 'version' | 'generation'>): string =>
  generation === 1 ? String(version) : `${version}.${generation}`;

/** The name under which its slots and repairs are kept. */
export const followersOf = ({ name, generation }: Pick<BuildId, 'name' | 'generation'>): string =>
  generation === 1 ? name : `${name}.${generation}`;
/** The same in SQL, of a row of `active_versions` or `builds`. */
export const followersSql = (row: string): string =>
  `${row}.subscription || CASE WHEN ${row}.generation > 1 THEN '.' || ${row}.generation ELSE '' END`;

export const schemaOfBuild = ({ schema }: Pick<Projection, 'schema'>, generation: number): string =>
  generation === 1 ? schema : `${schema}_g${generation}`;

/** The projection that folds into the schema of this build; undefined when this program does not have it. */
export const projectionOf = (projections: readonly Projection[], build: BuildId): Projection | undefined => {
  const found = projections.find(({ name, version }) => name === build.name && version === build.version);
  if (!found || build.generation === 1) return found;
  return found.inSchema?.(schemaOfBuild(found, build.generation));
};
