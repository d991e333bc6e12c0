import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventData } from '@touchstone/contracts';

const golden = join(__dirname, '../../../../libs/contracts/src/golden');
const samples = new Map<string, EventData>();

/** The golden sample of a fact, with other values. */
export const sampleOf = (type: string, more: Readonly<Record<string, unknown>>): EventData => {
  const sample = samples.get(type) ?? (JSON.parse(readFileSync(join(golden, `${type}.v1.json`), 'utf8')) as EventData);
  samples.set(type, sample);
  return { ...sample, data: { ...sample.data, ...more } };
};
