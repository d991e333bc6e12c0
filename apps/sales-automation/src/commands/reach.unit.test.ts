import { opportunityOpened, teamFormed, teamJoined, teamLeft } from '@touchstone/contracts';
import { ProblemError, type Caller } from '@touchstone/service-host';
import { salesReach } from '@touchstone/testing';
import { noCrash } from '../crash-points';
import { opportunities } from '../opportunities/opportunity';
import { rescheduleOpportunity } from '../opportunities/reschedule-opportunity';
import { keepTeams, type TeamDirectory } from '../teams/team-directory.worker';
import { commandHandler, type Commands } from './command-handler';
import { identify, plainStore } from './plain-store.test-data';
import { stateCache } from './state-cache';

const { members, owners, callers, refusal } = salesReach;
const idOf = (n: number) => `0190f3c4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const dealOf = (owner: string) => idOf(100 + owners.indexOf(owner as (typeof owners)[number]));
const by = 'key:admin';

let teams: TeamDirectory;
let commands: Commands;
beforeAll(async () => {
  const { store, codec, happened: append } = plainStore();
  const names = [...new Set(members.map(({ team }) => team))];
  for (const [n, code] of names.entries()) await append(`team-${idOf(n)}`, teamFormed({ teamId: idOf(n), code, by }));
  for (const { team, person, leads, from, ...left } of members) {
    const teamId = idOf(names.indexOf(team));
    await append(`team-${teamId}`, teamJoined({ teamId, person, leads, from, by }));
    if ('until' in left) await append(`team-${teamId}`, teamLeft({ teamId, person, until: left.until, by }));
  }
  for (const owner of owners)
    await append(
      `opportunity-${dealOf(owner)}`,
      opportunityOpened({
        opportunityId: dealOf(owner),
        account: idOf(50),
        owner,
        pipelineId: idOf(51),
        pipelineVersion: 1,
        stage: 'qualified',
        probability: '0.1',
        amount: { amount: '10', currency: 'EUR' },
        expectedClose: '2026-06-30',
        products: [],
        by,
        openedAt: '2026-01-01T00:00:00.000Z',
      }),
    );
  teams = await keepTeams(store, codec, Date.now, () => {});
  commands = commandHandler({
    store,
    codec,
    identify,
    ledBy: teams.ledBy,
    states: stateCache(),
    requests: { begin: async () => ({ status: 'begun', claim: 1 }), finish: async () => {}, giveUp: async () => {} },
    fingerprint: () => '',
    atCrashPoint: noCrash,
    now: Date.now,
  });
});
afterAll(() => teams.stop());

const cases = callers.flatMap(({ reaches, ...caller }) =>
  owners.map((owner) => ({ ...caller, owner, isReached: (reaches as readonly string[]).includes(owner) })),
);
const outcome = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'done';
  } catch (error) {
    return (error as ProblemError).problem;
  }
};

describe('the command handler, asked without a controller', () => {
  it.each(cases)('$role $person and a deal of $owner: $isReached', async ({ role, person, owner, isReached }) => {
    const caller: Caller = {
      id: `key-of-${role}-${person}`,
      name: role,
      role,
      ...(person !== undefined && { person }),
    };
    const id = dealOf(owner);
    const read = await outcome(commands.read(caller, opportunities, id));
    const sent = { caller, key: crypto.randomUUID(), payload: {}, ifMatch: undefined };
    const change = rescheduleOpportunity({ opportunityId: id, expectedClose: '2026-07-31' });
    const changed = await outcome(commands.change(sent, opportunities, id, change));
    if (role === 'analyst') return expect([read, changed]).toMatchObject(['done', { status: 403, rule: 'wrong-role' }]);
    expect([read, changed]).toMatchObject(isReached ? ['done', 'done'] : [refusal, refusal]);
  });
});
