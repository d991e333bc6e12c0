import type { Run } from '../commands/run';
import { RuleBroken } from '../commands/rule-broken';
import { accounts } from './account';

const deepest = 50;

/** An account, which the request names at `field`, and everything above it. Throws RuleBroken when there is no such account, or the hierarchy is too deep. */
export const lineOf = async (run: Pick<Run, 'peek'>, id: string | undefined, field: string): Promise<string[]> => {
  const line: string[] = [];
  for (let next = id; next !== undefined;) {
    const account = await run.peek(accounts, next);
    if (account.status === 'unknown')
      throw new RuleBroken('unknown-account', 'There is no account with this id.', field, 422);
    // Moves that came at the same time may have made a circle: it is walked once.
    if (line.includes(next)) break;
    line.push(next);
    if (line.length > deepest)
      throw new RuleBroken('hierarchy-too-deep', `A hierarchy has at most ${deepest} levels.`, field, 422);
    next = account.parentId;
  }
  return line;
};
