import { manager, prospects, reps, type Prospect } from './people';
import { commander, keyFor, type Command, type Sent, type Target } from './touchstone';

export interface Played {
  readonly counts: Readonly<Record<string, number>>;
  /** A customer with a long story. */
  readonly email: string;
  readonly position: string;
}

interface Force {
  readonly admin: Command;
  readonly of: ReadonlyMap<string, Command>;
}

const makeForce = async (target: Target, play: string): Promise<Force> => {
  const admin = commander(target.url, target.apiKey);
  const people = [...reps.map((person) => ['rep', person] as const), ['manager', manager] as const];
  const of = new Map<string, Command>();
  const { id } = await admin('teams', { code: play }, `team ${Date.now()}`);
  for (const [role, person] of people) {
    of.set(person, commander(target.url, await keyFor(target, role, person)));
    const member = { person, from: '2026-01-01', leads: role === 'manager' };
    await admin(`teams/${id}/join`, member, `${id} ${person} joins`);
  }
  return { admin, of };
};

/** One lead to its end: every third is not worth it, the others are called, visited and handed on when they buy. */
const follow = async (force: Force, prospect: Prospect, index: number, play: string, count: (what: string) => void) => {
  const rep = reps[index % reps.length] as string;
  const command = force.of.get(rep) as Command;
  const say = (what: string, path: string, body: object): Promise<Sent> => {
    count(what);
    return command(path, body, `${play} ${index} ${what}`);
  };
  const { country, channel, company, ...person } = prospect;
  const lead = await say('leads', 'leads', { channel, country, origin: play, person: { ...person, company } });
  await say('calls', 'activities', { kind: 'call', leadId: lead.id, doneAt: new Date().toISOString() });
  if (index % 3 === 2) return say('disqualified', `leads/${lead.id}/disqualify`, { reason: 'no-budget' });
  const organisation = { organisation: { name: company }, role: 'decision-maker' };
  const { body, position } = await say('qualified', `leads/${lead.id}/qualify`, organisation);
  const { contactId, accountId } = body as { contactId: string; accountId: string };
  const about = { contactId, accountId };
  const visit = await say('visits planned', 'activities', { kind: 'visit', ...about, dueAt: '2026-03-31T12:00:00Z' });
  if (index % 3 === 1) return { ...lead, position };
  await say('visits', `activities/${visit.id}/done`, { outcome: 'interested' });
  const sides = { from: { department: 'sales', person: rep }, to: { department: 'service', person: manager } };
  const handoff = await say('hand-offs', 'handoffs', { ...sides, ...about, subject: 'installation' });
  count('hand-offs accepted');
  const accepting = force.of.get(manager) as Command;
  return accepting(`handoffs/${handoff.id}/accept`, {}, `${play} ${index} accepted`);
};

/** Plays a quarter through the HTTP interface; `play` names its team and the origin of its leads. */
export const playQuarter = async (
  target: Target,
  { play, leads }: { play: string; leads: number },
  onLead: (done: number) => void,
): Promise<Played> => {
  const force = await makeForce(target, play);
  const counts: Record<string, number> = {};
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
  const all = prospects(leads, play);
  let last: Sent | undefined;
  for (const [index, prospect] of all.entries()) {
    last = await follow(force, prospect, index, play, count);
    onLead(index + 1);
  }
  return { counts, email: (all[0] as Prospect).email, position: last?.position ?? '' };
};
