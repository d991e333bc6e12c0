import { z } from 'zod';
import type { Role } from './participants';

/** Marks a top-level field of an event as personal: it is sealed in the box of `role` before it leaves the process. */
export const personal = <S extends z.ZodType>(schema: S, role: Role = 'subject'): S => schema.meta({ personal: role });

/** The plain form of an event: what decisions return and folds receive. */
export interface EventData<T extends string = string, D = Record<string, unknown>> {
  readonly type: T;
  readonly schemaVersion: number;
  readonly data: D;
}

/** Turns the data of one schema version into the next one. Pure; kept for ever. */
export type Upcast = (data: Record<string, unknown>) => Record<string, unknown>;

export interface EventDefinition<T extends string = string, S extends z.ZodObject = z.ZodObject> {
  (data: z.input<S>): EventData<T, z.output<S>>;
  readonly type: T;
  readonly schemaVersion: number;
  readonly schema: S;
  /** Roles that an event of this type may name in its envelope. */
  readonly participants: readonly Role[];
  /** Personal field -> role whose key seals it. Every other field stays clear in the log. */
  readonly personal: Readonly<Record<string, Role>>;
  /** Upcasts by the version that they read. */
  readonly upcasts: Readonly<Record<number, Upcast>>;
}

export type EventOf<D> = D extends EventDefinition<infer T, infer S> ? EventData<T, z.output<S>> : never;

interface Options {
  participants: readonly Role[];
  upcasts?: Record<number, Upcast>;
}

const typeName = /^[a-z]+\.[a-z_]+\.[a-z_]+$/;

/**
 * Declares an event once, as a value: `<area>.<stream>.<fact>` in the past tense with an integer schema version.
 * The value is also the constructor; it throws a ZodError when the data does not fit.
 */
export const defineEvent = <T extends string, S extends z.ZodObject>(
  type: T,
  schemaVersion: number,
  schema: S,
  { participants, upcasts = {} }: Options,
): EventDefinition<T, S> => {
  if (!typeName.test(type)) throw new Error(`Event type ${type} is not of the form <area>.<stream>.<fact>.`);
  const create = (data: z.input<S>): EventData<T, z.output<S>> => ({ type, schemaVersion, data: schema.parse(data) });
  return Object.assign(create, {
    type,
    schemaVersion,
    schema,
    participants,
    upcasts,
    personal: personalFields(schema),
  });
};

const personalFields = (schema: z.ZodObject): Record<string, Role> => {
  const marked = Object.entries(schema.shape).flatMap(([field, of]) => {
    const role = (of as z.ZodType).meta()?.['personal'];
    return role === undefined ? [] : [[field, role as Role] as const];
  });
  return Object.fromEntries(marked);
};

/** Brings data that was written under an older schema version to the current one. */
export const upcastToCurrent = (
  definition: EventDefinition,
  schemaVersion: number,
  data: Record<string, unknown>,
): Record<string, unknown> => {
  let current = data;
  for (let version = schemaVersion; version < definition.schemaVersion; version++) {
    const upcast = definition.upcasts[version];
    if (!upcast) throw new Error(`${definition.type} has no upcast from schema version ${version}.`);
    current = upcast(current);
  }
  return current;
};
