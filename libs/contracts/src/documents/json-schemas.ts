import { z } from 'zod';
import { catalogue } from '../catalogue';

export interface EventSchema {
  readonly type: string;
  readonly schemaVersion: number;
  /** JSON Schema (2020-12) of the data as it is before sealing; `personal` names the role that seals a field. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The schema of each event in its current version, from its declaration. */
export const eventSchemas = (definitions = catalogue): EventSchema[] =>
  definitions.map(({ type, schemaVersion, schema }) => ({
    type,
    schemaVersion,
    schema: { title: type, ...(z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>) },
  }));
