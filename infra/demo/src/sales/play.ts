import { makeCatalogue, type Catalogue } from './catalogue';
import { leaveOpen, openDeal, sell, type Dealing } from './deal';
import { makeForce, type Force } from './force';
import { manager, prospects, reps, type Prospect } from './people';
import type { Sent, Target } from './touchstone';

export interface Played {
  readonly counts: Readonly<Record<string, number>>;
  /** A customer with a long story, and what he was quoted and ordered. */
  readonly email: string;
  readonly quoteId: string;
  readonly orderId: string;
  readonly rateTable: string;
  readonly position: string;
}

interface Stage {
  readonly force: Force;
  readonly catalogue: Catalogue;
  readonly play: string;
  readonly count: (what: string) => void;
}

const handOn = async ({ force, play, count }: Stage, { index, rep, about, say }: Dealing): Promise<Sent> => {
  const sides = { from: { department: 'sales', person: rep }, to: { department: 'service', person: manager } };
  const handoff = await say('hand-offs', 'handoffs', { ...sides, ...about, subject: 'installation' });
  count('hand-offs accepted');
  return force.as(manager)(`handoffs/${handoff.id}/accept`, {}, `${play} ${index} accepted`);
};

/**
 * One lead to its end: every third is not worth it, every third is visited and quoted, buys and is handed on, and what
 * becomes of the others is open, or a competitor's.
 */
const follow = async (stage: Stage, prospect: Prospect, index: number): Promise<{ last: Sent; order?: Sent }> => {
  const { force, catalogue, play, count } = stage;
  const rep = reps[Math.floor(index / 3) % reps.length] as string;
  const say: Dealing['say'] = (what, path, body, by = rep) => {
    count(what);
    return force.as(by)(path, body, `${play} ${index} ${what}`);
  };
  const { country, channel, company, ...person } = prospect;
  const lead = await say('leads', 'leads', { channel, country, origin: play, person: { ...person, company } });
  await say('calls', 'activities', { kind: 'call', leadId: lead.id, doneAt: new Date().toISOString() });
  if (index % 3 === 2)
    return { last: await say('disqualified', `leads/${lead.id}/disqualify`, { reason: 'no-budget' }) };
  const organisation = { organisation: { name: company }, role: 'decision-maker' };
  const { body } = await say('qualified', `leads/${lead.id}/qualify`, organisation);
  const about = { contactId: String(body['contactId']), accountId: String(body['accountId']) };
  const dealing: Dealing = { index, play, rep, about, country, say };
  const opened = await openDeal(dealing, catalogue);
  const dueAt = new Date().toISOString();
  const visit = await say('visits planned', 'activities', { kind: 'visit', ...about, dueAt });
  if (index % 3 === 1) return { last: await leaveOpen(dealing, opened.id) };
  await say('visits', `activities/${visit.id}/done`, { outcome: 'interested' });
  const order = await sell(dealing, catalogue, opened.id);
  return { last: await handOn(stage, dealing), order };
};

/** Plays a quarter through the HTTP interface; `play` names its team and the origin of its leads. */
export const playQuarter = async (
  target: Target,
  { play, leads }: { play: string; leads: number },
  onLead: (done: number) => void,
): Promise<Played> => {
  const force = await makeForce(target, play);
  const catalogue = await makeCatalogue(force.admin);
  const counts: Record<string, number> = {};
  const count = (what: string) => (counts[what] = (counts[what] ?? 0) + 1);
  const all = prospects(leads, play);
  const [first, ...others] = all as [Prospect, ...Prospect[]];
  const story = await follow({ force, catalogue, play, count }, first, 0);
  onLead(1);
  let { last } = story;
  for (const [index, prospect] of others.entries()) {
    ({ last } = await follow({ force, catalogue, play, count }, prospect, index + 1));
    onLead(index + 2);
  }
  const quoteId = String(story.order?.body['quoteId']);
  const { rateTable } = catalogue;
  return { counts, email: first.email, quoteId, orderId: String(story.order?.id), rateTable, position: last.position };
};
