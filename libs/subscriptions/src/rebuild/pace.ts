import { escapeIdentifier, type Pool } from 'pg';
import type { BuildRow, Sample } from './build-rows';

const everyMs = 2_000;
const kept = 6;

/** Notes how far a build is, and what this process has folded for it since it last noted. */
export const notePace = async (
  pool: Pool,
  schema: string,
  { name, version, generation, events, samples }: BuildRow,
  share: number,
  folded: number,
): Promise<void> => {
  const now = new Date();
  const [last] = samples.slice(-1);
  const isDue = !last || now.getTime() - Date.parse(last.at) >= everyMs;
  if (folded === 0 && !isDue) return;
  const sample: Sample = { at: now.toISOString(), share, events: events + folded };
  await pool.query(
    `UPDATE ${escapeIdentifier(schema)}.builds SET events = events + $4, samples = coalesce($5, samples)
      WHERE subscription = $1 AND version = $2 AND generation = $3`,
    [name, version, generation, folded, isDue ? JSON.stringify([...samples, sample].slice(-kept)) : null],
  );
};

export interface Pace {
  readonly eventsPerSecond: number | null;
  readonly secondsLeft: number | null;
}

/** Of the last seconds, so that a build that lay still for a night does not look slow. */
export const paceOf = (samples: readonly Sample[]): Pace => {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 1_000 : 0;
  if (!first || !last || seconds <= 0) return { eventsPerSecond: null, secondsLeft: null };
  const perSecond = (last.share - first.share) / seconds;
  return {
    eventsPerSecond: Math.round((last.events - first.events) / seconds),
    secondsLeft: perSecond > 0 ? Math.round((1 - last.share) / perSecond) : null,
  };
};
