import { accountOpened } from '@touchstone/contracts';
import { readState, type EventStore } from '@touchstone/event-store';
import { commandHandler, answerOf } from '../commands/command-handler';
import { followed } from '../commands/followed-stream';
import { identify, plainStore } from '../commands/plain-store.test-data';
import { stateCache } from '../commands/state-cache';
import { noCrash } from '../crash-points';
import { accounts } from './account';
import { moveInHierarchy } from './move-in-hierarchy';

const idOf = (n: number) => `0190f3c4-0000-7000-8000-00000000090${n}`;
const [top, left, right] = [idOf(0), idOf(1), idOf(2)];
const caller = { id: 'key-of-admin', name: 'admin', role: 'admin' } as const;

/** Lets nobody append before so many want to: everybody decides on what there was before the others. */
const together = (store: EventStore, many: number): EventStore => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  let waiting = 0;
  return {
    ...store,
    append: async (...wish) => {
      if (++waiting >= many) open();
      await opened;
      return store.append(...wish);
    },
  };
};

const prepared = async (many: number) => {
  const { store: plain, codec, happened } = plainStore();
  const store = together(plain, many);
  const of = { identifiers: [], traits: { name: 'X' }, by: 'ana' };
  await happened(`account-${top}`, accountOpened({ accountId: top, ...of }));
  for (const accountId of [left, right])
    await happened(`account-${accountId}`, accountOpened({ accountId, parentId: top, ...of }));
  const commands = commandHandler({
    ...{ store, codec, identify, ledBy: async () => [], fingerprint: () => '', atCrashPoint: noCrash, now: Date.now },
    states: stateCache(),
    requests: { begin: async () => ({ status: 'begun', claim: 1 }), finish: async () => {}, giveUp: async () => {} },
  });
  const move = (id: string, parentId?: string) =>
    commands.runLeased({ caller, key: crypto.randomUUID(), payload: {}, ifMatch: undefined }, async (run) =>
      answerOf(await moveInHierarchy(run, id, parentId, undefined), 200),
    );
  const parentOf = async (id: string) => {
    const { state } = (await readState(plain, codec, `account-${id}`, followed(accounts))).state;
    return state.status === 'unknown' ? undefined : state.parentId;
  };
  return { move, parentOf };
};

describe('moving accounts', () => {
  it('below each other at the same time makes no circle: whoever sees it takes his move back', async () => {
    const { move, parentOf } = await prepared(2);
    const moved = await Promise.allSettled([move(left, right), move(right, left)]);
    const refused = moved.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused)
      expect(one).toMatchObject({
        reason: { problem: { status: 409, rule: 'circular-hierarchy', field: '/parentId' } },
      });
    const parents = [await parentOf(left), await parentOf(right)];
    expect(parents).toContain(top);
    expect(parents.filter((parent) => parent === top)).toHaveLength(refused.length);
  });

  it('one after the other is refused before anything moves', async () => {
    const { move, parentOf } = await prepared(1);
    await move(left, right);
    await expect(move(right, left)).rejects.toMatchObject({ problem: { status: 422, rule: 'circular-hierarchy' } });
    expect([await parentOf(left), await parentOf(right)]).toEqual([right, top]);
    await move(left);
    expect(await parentOf(left)).toBeUndefined();
  });
});
