import {
  accountOpened,
  contactAdded,
  happenedAt,
  leadCaptured,
  opportunityOpened,
  type EventData,
  type PlainRecorded,
} from '@touchstone/contracts';
import fc from 'fast-check';
import { accounts } from '../accounts/account';
import { reassignAccount } from '../accounts/change-account';
import { followed, type Followed } from '../commands/followed-stream';
import type { Circumstances, StreamKind } from '../commands/stream-kind';
import { reassignContact } from '../contacts/change-contact';
import { contacts } from '../contacts/contact';
import { assignLead } from '../leads/assign-lead';
import { leads } from '../leads/lead';
import { assignOpportunity } from '../opportunities/assign-opportunity';
import { opportunities } from '../opportunities/opportunity';
import { changesOf, ownerOn } from './owner-on';

const id = '0190f3c4-0000-7000-8000-000000000801';
const party = { identifiers: [], traits: {}, by: 'ana' };
const openedAt = '2026-01-03T12:00:00.000Z';
const deal = opportunityOpened({
  ...{ opportunityId: id, account: id, owner: 'ana', pipelineId: id, pipelineVersion: 1, stage: 'new' },
  ...{ probability: '0.1', amount: { amount: '1', currency: 'EUR' }, expectedClose: '2026-06-30' },
  ...{ products: [], by: 'ana', openedAt },
});

interface Kind<State> {
  readonly kind: StreamKind<State, never>;
  readonly first: EventData;
  readonly assign: (owner: string, circumstances: Circumstances, state: State) => readonly EventData[];
}
const kindOf = <State>(kind: Kind<State>): Kind<unknown> => kind as unknown as Kind<unknown>;
const kinds = {
  lead: kindOf({
    kind: leads,
    first: leadCaptured({ leadId: id, channel: 'phone', ...party }),
    assign: (owner, clock, state) => assignLead({ ...clock, owner }, state),
  }),
  contact: kindOf({
    kind: contacts,
    first: contactAdded({ contactId: id, owner: 'ana', ...party }),
    assign: (owner, clock, state) => reassignContact({ ...clock, owner }, state),
  }),
  account: kindOf({
    kind: accounts,
    first: accountOpened({ accountId: id, owner: 'ana', ...party }),
    assign: (owner, clock, state) => reassignAccount({ ...clock, owner }, state),
  }),
  opportunity: kindOf({
    kind: opportunities,
    first: deal,
    assign: (owner, clock, state) => assignOpportunity({ opportunityId: id, owner })(state, clock),
  }),
};

/** What a stream holds after these wishes, each at its own time. */
const carriedOut = ({ kind, first, assign }: Kind<unknown>, wishes: readonly (readonly [string, string])[]) => {
  const { initial, evolve } = followed(kind);
  const log: { owner: string; time: string }[] = [];
  let folded: Followed<unknown> = initial;
  const take = (event: EventData, now: string) => {
    const time = happenedAt(event) ?? now;
    const { owner } = event.data as { owner?: string };
    if (owner !== undefined) log.push({ owner, time });
    const place = { id, stream: `x-${id}`, version: 0, position: '0' };
    folded = evolve(folded, { ...event, ...place, metadata: { time, participants: [] } } as unknown as PlainRecorded);
  };
  take(first, openedAt);
  for (const [owner, now] of wishes)
    for (const event of assign(owner, { now, by: 'cleo' }, folded.state)) take(event, now);
  return { log, folded };
};

/** Opportunities are told their times, so that the later one counts; of the others what was recorded last. */
const naiveOwner = (log: readonly { owner: string; time: string }[], day: string, isByTime: boolean) => {
  const end = Date.parse(`${day}T23:59:59.999Z`);
  let found: { owner: string; time: string } | undefined;
  for (const one of log) {
    if (Date.parse(one.time) > end) continue;
    if (!isByTime || !found || Date.parse(one.time) >= Date.parse(found.time)) found = one;
  }
  return found?.owner;
};

const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);
const time = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('00:00:00.000', '12:00:00.000', '23:59:59.999'))
  .map(([n, of]) => `${day(n)}T${of}Z`);
const wishes = fc.array(fc.tuple(fc.constantFrom('ana', 'ben', 'cleo'), time), { maxLength: 20 });

describe.each(Object.entries(kinds))('the owner of a %s', (name, kind) => {
  it('is known of any day, whatever the order of the days', () =>
    fc.assert(
      fc.property(wishes, (wished) => {
        const { log, folded } = carriedOut(kind, wished);
        for (let n = 0; n <= 13; n++)
          expect(ownerOn(folded.owners, day(n))).toBe(naiveOwner(log, day(n), name === 'opportunity'));
      }),
    ));
  it('is today the one who may change it', () =>
    fc.assert(
      fc.property(wishes, (wished) => {
        const { folded } = carriedOut(kind, wished);
        expect(ownerOn(folded.owners, day(14))).toBe(kind.kind.ownerOf(folded.state));
      }),
    ));
});

it('names each owner once for each time that he became it', () => {
  const named = ['ana', 'ana', 'ben', 'ana'].map((owner, n) => ({ owner, since: `${day(n + 1)}T00:00:00.000Z` }));
  expect(changesOf(named).map(({ since }) => since.slice(0, 10))).toEqual([day(1), day(3), day(4)]);
});
