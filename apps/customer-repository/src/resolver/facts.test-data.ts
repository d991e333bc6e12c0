import { mergeInstructed, rulesChanged, splitInstructed } from '@touchstone/contracts';
import type { IdentifierType, ResolutionRules, WireEvent } from '@touchstone/contracts';

import type { Database } from '../database.tables';

/** Each test has people of its own, so that they can share one log. */
let world = 0;
export const nextWorld = (): number => (world += 1);
const hex = (text: string) => Buffer.from(text.padEnd(16, '.')).toString('hex').slice(0, 32);
/** `<type>:<identity>` */
export const named = (type: IdentifierType, name: string): string => `${type}:${hex(`${world}/${name}`)}`;
export const id = (participant: string): string => participant.slice(-32);
let events = 0;
const eventId = () => `00000000-0000-4000-8000-${(events += 1).toString(16).padStart(12, '0')}`;

export const fact = (
  subjects: readonly string[],
  time = '2026-01-01T00:00:00.000Z',
  more: readonly string[] = [],
): WireEvent => ({
  id: eventId(),
  type: 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data: '{}',
  metadata: { source: 'test', time, participants: [...subjects.map((one) => `subject:${one}`), ...more] },
});

export const instruction = (
  { type }: typeof mergeInstructed | typeof splitInstructed,
  left: readonly string[],
  right: readonly string[],
): WireEvent => {
  const data = { left: left.map(id), right: right.map(id), by: 'test' };
  const participants = [...left.map((one) => `left:${one}`), ...right.map((one) => `right:${one}`)];
  const metadata = { source: 'test', time: '2026-01-01T00:00:00.000Z', participants };
  return { id: eventId(), type, schemaVersion: 1, data: JSON.stringify(data), metadata };
};
export const changeOf = (rules: ResolutionRules): WireEvent => {
  const { type, schemaVersion, data } = rulesChanged({ rules, by: 'test', reason: 'test' });
  const metadata = { source: 'test', time: '2026-01-01T00:00:00.000Z', participants: [] };
  return { id: eventId(), type, schemaVersion, data: JSON.stringify(data), metadata };
};

export const positionIn = async (pool: Database): Promise<string> =>
  (await pool.query<{ position: string }>('SELECT position FROM resolver.slots')).rows[0]?.position ?? '';
