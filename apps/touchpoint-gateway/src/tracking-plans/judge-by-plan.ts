import type { JsonObject } from '@touchstone/contracts';
import { keyOf } from '../mapping/recognise';
import { compileSchema, newCompiler, type CheckValue } from './compile-schema';
import type { JudgeMessage, PlannedMessage, TrackingPlan } from './plan';

/** What is compiled when it is first asked for: a schema takes milliseconds, and a plan may have hundreds. */
const checksOf = (plan: TrackingPlan): ((message: PlannedMessage) => CheckValue | undefined) => {
  const compiler = newCompiler();
  const schemas = new Map<string, JsonObject>([
    ...Object.entries(plan.events).map(([name, schema]) => [`track ${keyOf(name)}`, schema] as const),
    ...Object.entries(plan.calls ?? {}),
  ]);
  const compiled = new Map<string, CheckValue>();
  return ({ type, event }) => {
    const key = type === 'track' ? `track ${keyOf(event ?? '')}` : type;
    const known = compiled.get(key);
    if (known) return known;
    const schema = schemas.get(key);
    if (!schema) return undefined;
    const check = compileSchema(compiler, schema);
    compiled.set(key, check);
    return check;
  };
};

const judged = ({ type, properties, traits }: PlannedMessage): { field: string; value: JsonObject } =>
  type === 'identify' || type === 'group'
    ? { field: 'traits', value: traits ?? {} }
    : { field: 'properties', value: properties ?? {} };

/** Judges by a version of a plan that has no faults. */
export const judgeByPlan = (plan: TrackingPlan, version: number): JudgeMessage => {
  const checkOf = checksOf(plan);
  const said = (pointer: string, detail: string) => ({
    pointer,
    detail: `Tracking plan, version ${version}: ${detail}`,
  });
  return (message) => {
    const check = checkOf(message);
    if (!check) {
      const breaks = message.type === 'track' && plan.unplanned === 'violation';
      return breaks ? said('/event', 'it has no event of this name.') : undefined;
    }
    const { field, value } = judged(message);
    const violation = check(value);
    if (!violation) return undefined;
    const pointer = `/${field}${violation.pointer}`;
    return said(pointer, `${pointer} ${violation.detail}.`);
  };
};
