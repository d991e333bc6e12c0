import { SingleBar } from 'cli-progress';
import { Refused } from './refused';

export interface Outcome {
  readonly letter: string;
  /** Why it was refused. */
  readonly error?: string;
  /** The event that took its place. */
  readonly event?: string | null;
}

const settle = async (
  letter: string,
  work: (letter: string) => Promise<{ event: string | null }>,
): Promise<Outcome> => {
  try {
    return { letter, event: (await work(letter)).event };
  } catch (error) {
    if (error instanceof Refused) return { letter, error: error.message };
    throw error;
  }
};

/** One after the other, so that the order is kept; a refusal stops only its own. Shows how far it is when there are many. */
export const forEachOf = async (
  letters: readonly string[],
  work: (letter: string) => Promise<{ event: string | null }>,
): Promise<Outcome[]> => {
  const format = '{value} of {total}, {rate} a second, {eta_formatted} left';
  const bar = letters.length > 1 ? new SingleBar({ format, stream: process.stderr, fps: 4 }) : undefined;
  const began = performance.now();
  bar?.start(letters.length, 0, { rate: 0 });
  const outcomes: Outcome[] = [];
  try {
    for (const letter of letters) {
      outcomes.push(await settle(letter, work));
      bar?.update(outcomes.length, { rate: Math.round((outcomes.length * 1000) / (performance.now() - began)) });
    }
  } finally {
    bar?.stop();
  }
  return outcomes;
};
