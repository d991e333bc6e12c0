import { touchpointKinds } from '@touchstone/contracts';
import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const decimal = z.enum(['.', ',']).default('.');
const group = z.enum(['.', ',', ' ', "'"]).optional();
const column = z.strictObject({
  column: z.string().min(1),
  as: z.enum(['text', 'number', 'decimal', 'boolean', 'json']).default('text'),
  decimal,
  group,
  values: z.record(z.string(), scalar).optional(),
});
const value = z.union([scalar, column], {
  error: 'must be a text (with {column} in it), a number, a boolean, or { column: … }',
});
const values = z.record(z.string().min(1), value).default({});

const kind = z.enum(touchpointKinds).exclude(['alias']);
const identifier = z
  .string()
  .regex(/^(user_id|email|phone|loyalty_card|anonymous_id|device_id|group_id|contact|external\.[a-z0-9_]{1,32})$/, {
    error:
      'is no identifier: user_id, email, phone, loyalty_card, anonymous_id, device_id, group_id, contact, external.<name>',
  });
const zone = z.string().refine(isZone, { error: 'is no IANA zone, such as Europe/Zurich' });

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** How the columns of a file become touchpoints. A text may hold `{column}`; of JSON lines a column is a path, as `user.id`. */
export const mappingSchema = z.strictObject({
  format: z.enum(['csv', 'ndjson']).optional(),
  /** Of iconv-lite; told from the file's first bytes unless given, else UTF-8. */
  encoding: z.string().optional(),
  csv: z
    .strictObject({
      delimiter: z.string().length(1).optional(),
      quote: z.string().length(1).default('"'),
      /** True: the first record names the columns; else their names. */
      header: z.union([z.literal(true), z.array(z.string().min(1)).min(1)]).default(true),
    })
    .prefault({}),
  /** track where there is an event, else identify. */
  type: z.union([kind, z.strictObject({ column: z.string().min(1), values: z.record(z.string(), kind) })]).optional(),
  event: value.optional(),
  /** The emitter's own id of the event; the file's hash and the line unless given. */
  id: value.optional(),
  identity: z.record(identifier, value),
  time: z
    .strictObject({
      column: z.string().min(1),
      /** `iso`, `unix` (seconds), `unix_ms`, or tokens of luxon, as dd.MM.yyyy HH:mm. */
      format: z.string().min(1).default('iso'),
      zone: zone.optional(),
    })
    .optional(),
  money: z
    .strictObject({
      amount: z.string().min(1),
      decimal,
      group,
      currency: value.optional(),
      /** The property that holds the amount. */
      property: z.string().min(1).default('revenue'),
    })
    .optional(),
  properties: values,
  traits: values,
  context: values,
});
export type Mapping = z.output<typeof mappingSchema>;
export type MappedValue = z.output<typeof value>;
