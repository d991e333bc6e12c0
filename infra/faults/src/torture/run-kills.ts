import { randomOf } from '../load/random';
import { killOf, victims } from './kills';
import { lineOf, wentWell } from './report';
import { playRound, type LoadOptions, type Round } from './round';
import type { World } from './world';

export interface KillOptions {
  /** That have to count. */
  readonly rounds: number;
  /** No further round is begun after so many seconds. */
  readonly seconds: number;
  readonly seed: number;
  readonly load?: LoadOptions;
  readonly say: (line: string) => void;
}

/** Rounds of kill -9, each of a victim that the seed chooses. A round that does not count is played again; the first that goes wrong is the last. */
export const runKills = async (world: World, options: KillOptions): Promise<Round[]> => {
  const { rounds, seconds, seed, say, load } = options;
  const until = performance.now() + seconds * 1_000;
  const played: Round[] = [];
  let counted = 0;
  while (counted < rounds && performance.now() < until) {
    const random = randomOf(seed + counted);
    const fault = killOf(victims[Math.floor(random() * victims.length)] as string);
    const name = `kill${seed}-${played.length}`;
    const round = await playRound(world, fault, { name, random, ...(load && { load }) });
    played.push(round);
    if (round.caused) counted += 1;
    say(`round ${counted} of ${rounds}: ${lineOf(round)}`);
    if (!wentWell(round)) break;
  }
  return played;
};
