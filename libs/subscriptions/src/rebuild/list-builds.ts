import type { ProjectionBuild, ProjectionBuilds } from '@touchstone/contracts';
import type { EventStore } from '@touchstone/event-store';
import { buildName, projectionOf } from './build';
import { readBuilds, type BuildRow } from './build-rows';
import type { Rebuilds } from './commands';
import { paceOf } from './pace';

const shown = (build: BuildRow, schema: string, share: number): ProjectionBuild => ({
  build: buildName(build),
  version: build.version,
  schema,
  state: build.state,
  slots: build.slots,
  requestedBy: build.requestedBy,
  requestedAt: build.requestedAt?.toISOString() ?? null,
  share: Math.round(share * 1000) / 1000,
  levelAt: build.levelAt?.toISOString() ?? null,
  events: build.state === 'building' ? build.events : null,
  ...(build.state === 'building' && !build.levelAt
    ? paceOf(build.samples)
    : { eventsPerSecond: null, secondsLeft: null }),
  comparing: build.comparing,
  comparison: build.comparison,
});

/** Every read model with its builds, the live one first. */
export const listBuilds = async (
  { pool, schema, projections }: Rebuilds,
  store: Pick<EventStore, 'head' | 'share'>,
): Promise<ProjectionBuilds[]> => {
  const [builds, head] = [await readBuilds(pool, schema), await store.head()];
  const names = [...new Set(projections.map(({ name }) => name))];
  return names.map((projection) => ({
    projection,
    versions: projections.filter(({ name }) => name === projection).map(({ version }) => version),
    builds: builds
      .filter(({ name }) => name === projection)
      .map((build) => {
        const schemaOf = build.schema ?? projectionOf(projections, build)?.schema ?? '';
        return shown(build, schemaOf, store.share(build.position, head));
      }),
  }));
};
