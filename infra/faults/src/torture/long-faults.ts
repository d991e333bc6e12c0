import { randomOf } from '../load/random';
import type { Fault } from './fault';
import { lineOf } from './report';
import { playRound, type Round } from './round';
import { openWorld } from './world';

export const longFaults: Readonly<Record<string, readonly Fault[]>> = {};

export const runLongFault = async (
  name: string,
  { seed, say }: { seed: number; say: (line: string) => void },
): Promise<Round[]> => {
  const faults = longFaults[name] ?? [];
  const world = await openWorld(faults[0]?.world);
  const played: Round[] = [];
  try {
    for (const fault of faults) {
      const round = await playRound(world, fault, { name: `${name}${played.length}`, random: randomOf(seed) });
      played.push(round);
      say(lineOf(round));
    }
    return played;
  } finally {
    await world.close();
  }
};
