import type { Recorded } from '../commands/append-decision';
import type { Run } from '../commands/run';
import { RuleBroken } from '../commands/rule-broken';
import { accounts, type Account } from './account';
import { lineOf } from './ancestors';
import { moveAccount } from './change-account';

const parentOf = (account: Account): string | undefined =>
  account.status === 'unknown' ? undefined : account.parentId;

/**
 * Moves an account below another, or to the top. Each account is a stream of its own, so two moves at the same time may close
 * a circle that neither saw: whoever sees it afterwards takes his move back, and one of them always does.
 */
export const moveInHierarchy = async (
  run: Run,
  id: string,
  parentId: string | undefined,
  expected: number | undefined,
): Promise<Recorded> => {
  const above = await lineOf(run, parentId, '/parentId');
  let former: string | undefined;
  const recorded = await run.append(
    accounts,
    id,
    (state, circumstances) => {
      former = parentOf(state);
      return moveAccount({ parentId, above, ...circumstances }, state);
    },
    { expected },
  );
  if (!(await lineOf(run, parentId, '/parentId')).includes(id)) return recorded;
  await run.append(
    accounts,
    id,
    (state, circumstances) =>
      parentOf(state) === parentId ? moveAccount({ parentId: former, above: [], ...circumstances }, state) : [],
    { further: 'back' },
  );
  throw new RuleBroken('circular-hierarchy', 'It was moved above itself by somebody else meanwhile.', '/parentId');
};
