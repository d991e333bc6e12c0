import { manager, reps } from './people';
import { quarterOf } from './quarter';
import { commander, keyFor, type Command, type Target } from './touchstone';

/** The people of the play, each with commands under an API key of his own. */
export interface Force {
  readonly admin: Command;
  readonly as: (person: string) => Command;
}

const quotaOf = { rep: '20000', team: '60000' } as const;

/** A team of a manager and reps, with quotas for the quarter. */
export const makeForce = async (target: Target, play: string): Promise<Force> => {
  const admin = commander(target.url, target.apiKey);
  const people = [...reps.map((person) => ['rep', person] as const), ['manager', manager] as const];
  const commands = new Map<string, Command>();
  const { id } = await admin('teams', { code: play }, `team ${Date.now()}`);
  for (const [role, person] of people) {
    commands.set(person, commander(target.url, await keyFor(target, role, person)));
    const member = { person, from: '2026-01-01', leads: role === 'manager' };
    await admin(`teams/${id}/join`, member, `${id} ${person} joins`);
  }
  const { from, until } = quarterOf(new Date());
  const set = (kind: 'rep' | 'team', holder: string) => {
    const amount = { amount: quotaOf[kind], currency: 'EUR' };
    return admin('quotas', { holder: { kind, id: holder }, from, until, amount }, `${id} quota ${kind} ${holder}`);
  };
  for (const person of reps) await set('rep', person);
  await set('team', play);
  return { admin, as: (person) => commands.get(person) as Command };
};
