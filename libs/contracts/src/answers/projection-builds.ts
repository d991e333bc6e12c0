import { z } from 'zod';

/** `live` answers; `building` catches up or waits to be switched; `previous` answered before and follows on; `dropping` goes. */
export const buildStates = ['live', 'building', 'previous', 'dropping'] as const;
export type BuildState = (typeof buildStates)[number];

const count = z.number().int();
const time = z.iso.datetime();
const values = z.record(z.string(), z.unknown());

/** One row that differs. Columns of personal data are only named, never shown; a key column that is personal is left out. */
export const differingRow = z.object({
  key: values,
  columns: z.array(z.string()),
  /** Null where the row is in one of the two only. */
  live: values.nullable(),
  built: values.nullable(),
});
export type DifferingRow = z.output<typeof differingRow>;

export const tableComparison = z.object({
  table: z.string(),
  live: count,
  built: count,
  onlyLive: count,
  onlyBuilt: count,
  /** True when the same rows have to be there. */
  mustEqual: z.boolean(),
  columns: z.array(z.object({ column: z.string(), mustEqual: z.boolean(), rows: count })),
  samples: z.array(differingRow),
});
export type TableComparison = z.output<typeof tableComparison>;

/** Two builds compared as they stood at one position of the store. */
export const buildComparison = z.object({
  at: time,
  against: z.string(),
  position: z.string(),
  /** How long the slots of both stood still, ms. */
  stoodMs: count,
  tables: z.array(tableComparison),
  /** Tables and columns that only one of the two has, and what could not be compared. */
  remarks: z.array(z.string()),
  /** Rows and values that must be equal and are not: the switch is refused. */
  refused: count,
  /** Other differences: the switch needs to be told that they are accepted. */
  other: count,
});
export type BuildComparison = z.output<typeof buildComparison>;

/** One version of a read model in one schema. */
export const projectionBuild = z.object({
  /** `<version>`, and `.<generation>` from the second build of a version on. */
  build: z.string(),
  version: count,
  schema: z.string(),
  state: z.enum(buildStates),
  slots: count,
  requestedBy: z.string().nullable(),
  requestedAt: time.nullable(),
  /** About which part of the store is folded, 0 to 1. */
  share: z.number(),
  /** ISO time at which all of its slots were last level with the store; null: never yet. */
  levelAt: time.nullable(),
  events: count.nullable(),
  eventsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  comparing: z.boolean(),
  comparison: buildComparison.nullable(),
});
export type ProjectionBuild = z.output<typeof projectionBuild>;

export const projectionBuilds = z.object({
  projection: z.string(),
  /** The versions that the answering program has. */
  versions: z.array(count),
  builds: z.array(projectionBuild),
});
export type ProjectionBuilds = z.output<typeof projectionBuilds>;
export const projectionBuildsPage = z.object({ items: z.array(projectionBuilds), next: z.null() });
export type ProjectionBuildsPage = z.output<typeof projectionBuildsPage>;

/** What a switch answers. */
export const buildSwitched = z.object({
  projection: z.string(),
  live: z.string(),
  previous: z.string(),
  attempts: count,
  stoodMs: count,
});
export type BuildSwitched = z.output<typeof buildSwitched>;

const jsonSchema = (shape: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape) as Record<string, unknown>;
  return schema;
};

/** JSON Schemas of what is answered, for the OpenAPI document. */
export const projectionBuildSchemas = {
  ProjectionBuildsPage: jsonSchema(projectionBuildsPage),
  ProjectionBuild: jsonSchema(projectionBuild),
  BuildSwitched: jsonSchema(buildSwitched),
};
