import { ingestLimits, type Json } from '@touchstone/contracts';

/** A text of n UTF-16 units has at most 6 n bytes as JSON ("\ud800"), so most events need no exact measure. */
const worstPerUnit = 6;
const perMember = 4;

interface Measured {
  tooDeep: boolean;
  units: number;
}

const walk = (value: unknown, depth: number, measured: Measured): void => {
  if (typeof value === 'string') measured.units += value.length + 2;
  else if (typeof value !== 'object' || value === null) measured.units += perMember;
  else if (depth === ingestLimits.depth) measured.tooDeep = true;
  else if (Array.isArray(value)) for (const member of value) walk(member, depth + 1, measured);
  else
    for (const key in value) {
      measured.units += key.length + perMember;
      walk((value as Record<string, unknown>)[key], depth + 1, measured);
      if (measured.tooDeep) return;
    }
};

/** Whether an event is nested deeper than the limit or larger than it as compact UTF-8 JSON. Never descends beyond the limit. */
export const excessOf = (event: Json): 'too-deep' | 'too-large' | undefined => {
  const measured: Measured = { tooDeep: false, units: 0 };
  walk(event, 0, measured);
  if (measured.tooDeep) return 'too-deep';
  if (measured.units * worstPerUnit <= ingestLimits.eventBytes) return undefined;
  return Buffer.byteLength(JSON.stringify(event)) > ingestLimits.eventBytes ? 'too-large' : undefined;
};
