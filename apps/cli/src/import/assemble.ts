import { Misfit } from './misfit';
import type { Read } from './values';

/** Where a value goes: a dot in the name of a field leads into an object. */
export interface Field<Row> {
  readonly path: readonly string[];
  readonly read: Read<Row>;
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

export const fieldOf = <Row>(name: string, read: Read<Row>): Field<Row> => ({
  path: name.split('.').map((part) => (forbidden.has(part) ? `${part}_` : part)),
  read,
});

type Target = Record<string, unknown>;

const put = (target: Target, path: readonly string[], value: unknown): void => {
  let at = target;
  for (let depth = 0; depth < path.length - 1; depth++) {
    const inner = at[path[depth]!];
    at = typeof inner === 'object' && inner !== null ? (inner as Target) : ((at[path[depth]!] = {}) as Target);
  }
  at[path.at(-1)!] = value;
};

/** Fills `target`; answers the first misfit. */
export const assemble = <Row>(fields: readonly Field<Row>[], row: Row, target: Target): Misfit | undefined => {
  for (const { path, read } of fields) {
    const value = read(row);
    if (value instanceof Misfit) return value;
    if (value !== undefined) put(target, path, value);
  }
  return undefined;
};
