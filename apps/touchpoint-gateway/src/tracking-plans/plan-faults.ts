import type { JsonObject } from '@touchstone/contracts';
import { keyOf } from '../mapping/recognise';
import { compileSchema, newCompiler, segmentOf } from './compile-schema';
import { plannedCalls, type TrackingPlan } from './plan';

export const planLimits = { bytes: 256 * 1024, events: 500, depth: 32 };

export interface Fault {
  /** JSON pointer into the plan. */
  readonly pointer: string;
  readonly detail: string;
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

const sizeFaults = (plan: TrackingPlan): Fault[] => {
  const { bytes, events, depth } = planLimits;
  if (JSON.stringify(plan).length > bytes)
    return [{ pointer: '', detail: `A tracking plan has at most ${bytes / 1024} KiB.` }];
  if (Object.keys(plan.events).length > events)
    return [{ pointer: '/events', detail: `At most ${events} events can be planned.` }];
  return depthOf(plan) > depth + 2 ? [{ pointer: '', detail: `A schema is nested at most ${depth} levels deep.` }] : [];
};

const nameFaults = (plan: TrackingPlan): Fault[] => {
  const seen = new Set<string>();
  return Object.keys(plan.events).flatMap((name) => {
    const key = keyOf(name);
    const detail = seen.has(key)
      ? 'Another event of the plan has the same name in another spelling.'
      : 'An event needs a name.';
    const isGood = key !== '' && !seen.has(key);
    seen.add(key);
    return isGood ? [] : [{ pointer: `/events/${segmentOf(name)}`, detail }];
  });
};

const callFaults = (plan: TrackingPlan): Fault[] =>
  Object.keys(plan.calls ?? {})
    .filter((call) => !(plannedCalls as readonly string[]).includes(call))
    .map((call) => ({ pointer: `/calls/${segmentOf(call)}`, detail: `A call is one of ${plannedCalls.join(', ')}.` }));

const schemaFault = (compiler: ReturnType<typeof newCompiler>, schema: unknown): string | undefined => {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return 'A schema must be a JSON object.';
  try {
    compileSchema(compiler, schema as JsonObject);
    return undefined;
  } catch (error) {
    const said = (error as Error).message;
    const remedy = said.startsWith("can't resolve reference") ? ' (schemas are never loaded, put it under $defs)' : '';
    return `This is no usable JSON Schema (2020-12): ${said}${remedy}.`;
  }
};

/** Everything that is wrong with a plan. Requests are served between one schema and the next. */
export const planFaults = async (plan: TrackingPlan): Promise<Fault[]> => {
  const tooMuch = sizeFaults(plan);
  if (tooMuch.length > 0) return tooMuch;
  const faults = [...nameFaults(plan), ...callFaults(plan)];
  const compiler = newCompiler();
  const parts = [
    ['events', plan.events],
    ['calls', plan.calls ?? {}],
  ] as const;
  for (const [part, schemas] of parts)
    for (const [name, schema] of Object.entries(schemas)) {
      const detail = schemaFault(compiler, schema);
      if (detail) faults.push({ pointer: `/${part}/${segmentOf(name)}`, detail });
      await new Promise((resume) => setImmediate(resume));
    }
  return faults;
};
