import { z } from 'zod';

/** `rejection`: refused by the gateway. `parked`: on the bus, no worker could take it in. `conflict`: same id, other content. */
export const deadLetterKinds = ['rejection', 'parked', 'conflict'] as const;

/** `waiting` stands behind an open one of its key; the others are settled. */
export const deadLetterStates = ['open', 'waiting', 'replayed', 'repaired', 'discarded'] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

const time = z.iso.datetime();

/** An event that needs a person, without any of its values. Three services own one kind each and answer the same shape. */
export const deadLetter = z.object({
  /** Unique within its kind. */
  id: z.string(),
  kind: z.enum(deadLetterKinds),
  state: z.enum(deadLetterStates),
  source: z.string().nullable(),
  /** A code. */
  reason: z.string(),
  /** Source identity whose events keep their order; null where the event names nobody. */
  key: z.string().nullable(),
  event: z.string().nullable(),
  /** How often it was tried. */
  attempts: z.number().int(),
  at: time,
  repairedBy: z.string().nullable(),
});
export type DeadLetter = z.output<typeof deadLetter>;

export const deadLetterActions = ['viewed', 'tried', 'replayed', 'repaired', 'discarded'] as const;

/** What somebody did with it. `by` is the id of an API key. */
export const deadLetterStep = z.object({
  at: time,
  by: z.string(),
  action: z.enum(deadLetterActions),
  /** Why it was discarded, or why it failed again. */
  reason: z.string().nullable(),
  /** The event that it led to. */
  event: z.string().nullable(),
});
export type DeadLetterStep = z.output<typeof deadLetterStep>;

export const deadLetterPage = z.object({ items: z.array(deadLetter), next: z.string().nullable() });
export type DeadLetterPage = z.output<typeof deadLetterPage>;

export const deadLetterWithHistory = deadLetter.extend({ history: z.array(deadLetterStep) });
export type DeadLetterWithHistory = z.output<typeof deadLetterWithHistory>;

/** What an action on one answers: `event` is the one that took its place. */
export const deadLetterSettled = z.object({ id: z.string(), event: z.string().nullable() });
export type DeadLetterSettled = z.output<typeof deadLetterSettled>;

const jsonSchema = (shape: z.ZodType): Record<string, unknown> => {
  const { $schema: _, ...schema } = z.toJSONSchema(shape) as Record<string, unknown>;
  return schema;
};

/** JSON Schemas of what is answered, for the OpenAPI documents of the three owners. */
export const deadLetterSchemas = {
  page: jsonSchema(deadLetterPage),
  withHistory: jsonSchema(deadLetterWithHistory),
  settled: jsonSchema(deadLetterSettled),
};
