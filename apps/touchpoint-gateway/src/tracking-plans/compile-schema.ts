import Ajv2020, { type AnySchema } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { RE2JS } from 're2js';
import { canonicalJson, type Json, type JsonObject } from '@touchstone/contracts';
import type { Violation } from './plan';

// RE2 matches in linear time: an emitter cannot stall the gateway with a text that a pattern of JavaScript would backtrack over.
const linear = Object.assign((pattern: string) => RE2JS.compile(RE2JS.translateRegExp(pattern)), { code: 'linear' });

/** A compiler for the schemas of one plan. It loads nothing from anywhere. */
export const newCompiler = (): Ajv2020 => {
  const compiler = addFormats(
    new Ajv2020({
      strictTypes: false,
      strictRequired: false,
      strictTuples: false,
      ownProperties: true,
      addUsedSchema: false,
      code: { regExp: linear as never },
      logger: false,
    }),
  );
  // The one of the library compares every pair of items.
  compiler.removeKeyword('uniqueItems');
  compiler.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    validate: (wanted: boolean, items: readonly Json[]) =>
      !wanted || new Set(items.map(canonicalJson)).size === items.length,
    error: { message: 'must NOT have duplicate items' },
  });
  return compiler;
};

/** A key as a segment of a JSON pointer. */
export const segmentOf = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const declaredKeys = (schema: Json | undefined, keys = new Set<string>()): Set<string> => {
  if (typeof schema !== 'object' || schema === null) return keys;
  if (Array.isArray(schema)) for (const one of schema) declaredKeys(one, keys);
  else
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'properties' && typeof value === 'object' && value !== null)
        for (const key of Object.keys(value)) keys.add(segmentOf(key));
      declaredKeys(value, keys);
    }
  return keys;
};

/** Keys that the schema does not name are the emitter's, who may put anything into them: `*`. */
const shownPointer = (instancePath: string, declared: ReadonlySet<string>): string =>
  instancePath
    .split('/')
    .map((segment) => (segment === '' || /^\d+$/.test(segment) || declared.has(segment) ? segment : '*'))
    .join('/');

export type CheckValue = (value: JsonObject) => Violation | undefined;

/** Throws an Error whose message says what is wrong with the schema. */
export const compileSchema = (compiler: Ajv2020, schema: JsonObject): CheckValue => {
  const check = compiler.compile(schema as AnySchema);
  if ('$async' in check) throw new Error('keyword "$async" is not supported');
  const declared = declaredKeys(schema);
  return (value) => {
    if (check(value)) return undefined;
    const { instancePath, message, keyword } = check.errors![0]!;
    return { pointer: shownPointer(instancePath, declared), detail: message ?? `must satisfy ${keyword}` };
  };
};
