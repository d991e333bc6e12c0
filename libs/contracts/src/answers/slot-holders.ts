import { z } from 'zod';
import { buildStates } from './projection-builds';

const time = z.iso.datetime();

/** The slots of one build of a read model, and the processes that share them. */
export const slotHolders = z.object({
  projection: z.string(),
  build: z.string(),
  state: z.enum(buildStates),
  members: z.array(z.object({ member: z.string(), since: time })),
  slots: z.array(
    z.object({
      slot: z.number().int(),
      holder: z.string().nullable(),
      /** Since when nobody has held it; null: it is held, or never was. */
      freeSince: time.nullable(),
    }),
  ),
});
export type SlotHolders = z.output<typeof slotHolders>;

export const slotHoldersPage = z.object({
  items: z.array(slotHolders),
  next: z.null(),
  /** By the clock of the database that the times are from. */
  now: time,
});
export type SlotHoldersPage = z.output<typeof slotHoldersPage>;

const { $schema: _, ...schema } = z.toJSONSchema(slotHoldersPage) as Record<string, unknown>;

/** JSON Schema of what is answered, for the OpenAPI document. */
export const slotHolderSchemas = { SlotHoldersPage: schema };
