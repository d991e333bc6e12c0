import {
  accountOpened,
  accountReassigned,
  activityDone,
  contactAdded,
  contactReassigned,
  customerMerged,
  customerSplit,
  encodeParticipant,
  identityStream,
  leadAssigned,
  opportunityOpened,
  type EventData,
  type PlainEvent,
} from '@touchstone/contracts';
import { customerProfile, customerSales, profileReads } from '@touchstone/read-models';
import type { RunningProjections } from '@touchstone/subscriptions';
import { eventually, testDatabase } from '@touchstone/testing';
import fc from 'fast-check';
import { at, deal, factOf, money, placeAt, type Deal } from './sales-deals.test-data';
import { customerOf, identityFor, openRoad, type Name, type Road } from './testing/road';
import { allRows } from './testing/rows';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** Everybody of one run: two contacts, the first of whom was a lead, and an account. */
const castOf = (run: number) => {
  const id = (n: number) => idOf(run * 10_000 + n);
  const contact = (n: number): Name => ({ type: 'contact', value: id(n) });
  const [first, second] = [contact(1), contact(2)];
  const account: Name = { type: 'account', value: id(9) };
  const lead: Name = { type: 'external.lead', value: id(8) };
  /** Who takes part in a deal: a contact at the account, the account alone, a contact alone. */
  const parties = [[first, account], [account], [second]] as const;
  return { id, first, second, account, lead, parties, everybody: [first, second, lead, account] };
};
type Cast = ReturnType<typeof castOf>;
const people = ['ana', 'ben', 'cleo'] as const;

type Step =
  | { readonly kind: 'owns'; readonly who: number; readonly owner: number; readonly day: number }
  | { readonly kind: 'met'; readonly who: number; readonly by: number; readonly how: number; readonly day: number }
  | { readonly kind: 'deal'; readonly with: number; readonly deal: Deal };
const day = fc.integer({ min: 1, max: 200 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('owns' as const), who: fc.nat(3), owner: fc.nat(2), day }),
  fc.record({ kind: fc.constant('met' as const), who: fc.nat(3), by: fc.nat(2), how: fc.nat(4), day }),
  fc.record({ kind: fc.constant('deal' as const), with: fc.nat(2), deal }),
);
const kinds = ['call', 'visit', 'meeting', 'task', 'note'] as const;
interface Copy {
  readonly data: unknown;
  readonly time: string;
  readonly names: readonly Name[];
}
const ownerFact = ({ id, everybody }: Cast, who: number, owner: string, time: string): Copy => {
  const by = 'eve';
  const rest = { identifiers: [], traits: {}, by };
  const facts = [
    contactReassigned({ contactId: id(1), owner, by }),
    contactAdded({ contactId: id(2), owner, ...rest }),
    leadAssigned({ leadId: id(8), owner, by }),
    Date.parse(time) % 2 === 0
      ? accountReassigned({ accountId: id(9), owner, by })
      : accountOpened({ accountId: id(9), owner, ...rest }),
  ];
  return { data: facts[who], time, names: [everybody[who] as Name] };
};

let facts = 0;
/** Times of one day differ by milliseconds, so that nothing is decided by ids that are drawn. */
const instant = (on: number): string => new Date(Date.parse(at(on)) + (facts += 1)).toISOString();

const copiesOf = (cast: Cast, all: readonly Step[]): { copies: Copy[]; told: Told[] } => {
  const { parties, everybody } = cast;
  const copies: Copy[] = [];
  const told: Told[] = [];
  for (const [n, one] of all.entries()) {
    if (one.kind === 'deal') {
      const names = parties[one.with] as readonly Name[];
      const id = cast.id(100 + n);
      const opened = opportunityOpened({
        opportunityId: id,
        owner: 'ana',
        ...placeAt(0),
        amount: money(one.deal.cents),
        expectedClose: '2025-12-31',
        products: [],
        by: 'ana',
        openedAt: at(0),
      });
      copies.push({ data: opened, time: at(0), names });
      for (const change of one.deal.changes) copies.push({ data: factOf(id, change), time: at(change[1]), names });
      told.push({ ...one, names, id });
      continue;
    }
    const time = instant(one.day);
    if (one.kind === 'owns') {
      copies.push(ownerFact(cast, one.who, people[one.owner] as string, time));
      told.push({ ...one, time });
      continue;
    }
    const [kind, owner] = [kinds[one.how] as (typeof kinds)[number], people[one.by] as string];
    const done = activityDone({ activityId: cast.id(500 + n), kind, owner, doneAt: time, by: owner });
    // It was written down long after it took place.
    copies.push({ data: done, time: at(300), names: [everybody[one.who] as Name] });
    told.push({ ...one, time });
  }
  return { copies, told };
};

type Told =
  | (Extract<Step, { kind: 'owns' | 'met' }> & { readonly time: string })
  | (Extract<Step, { kind: 'deal' }> & { readonly names: readonly Name[]; readonly id: string });

/** What the profile of these names has to say, as a program that knows nothing of ours would reckon. */
const naive = ({ everybody }: Cast, told: readonly Told[], names: readonly Name[]) => {
  const mine = new Set(names.map(({ value }) => value));
  const latest = <What extends { readonly time: string }>(all: readonly What[]): What | undefined =>
    [...all].sort((a, b) => (a.time < b.time ? -1 : 1)).at(-1);
  const owns = latest(told.flatMap((one) => (one.kind === 'owns' && mine.has(everybody[one.who]!.value) ? [one] : [])));
  const met = latest(
    told.flatMap((one) => (one.kind === 'met' && one.how < 3 && mine.has(everybody[one.who]!.value) ? [one] : [])),
  );
  const sums: Record<string, number> = {};
  let count = 0;
  for (const one of told) {
    if (one.kind !== 'deal' || !one.names.some(({ value }) => mine.has(value))) continue;
    let [cents, isOpen] = [one.deal.cents, true];
    for (const [kind, , value] of [...one.deal.changes].sort((a, b) => a[1] - b[1])) {
      if (kind === 'revise' || kind === 'win') cents = value;
      if (kind === 'win' || kind === 'lose') isOpen = false;
      if (kind === 'move' || kind === 'reopen') isOpen = true;
    }
    if (!isOpen) continue;
    count += 1;
    sums['EUR'] = (sums['EUR'] ?? 0) + cents;
  }
  return {
    owner: owns ? { person: people[owns.owner], since: owns.time } : null,
    openDeals: { count, amounts: Object.entries(sums).map(([currency, cents]) => ({ currency, cents })) },
    lastContact: met ? { at: met.time, by: people[met.by], kind: kinds[met.how] } : null,
    incomplete: false,
  };
};

interface Sales {
  readonly openDeals: { readonly count: number; readonly amounts: { currency: string; amount: string }[] };
}
const reads = profileReads(customerProfile.schema, customerSales.schema);
const salesOf = async (name: Name) => {
  const profile = JSON.parse((await reads.profile(road.read.pool, customerOf(name))) ?? 'null') as {
    sales: Sales;
  } | null;
  if (!profile) return undefined;
  const { sales } = profile;
  const amounts = sales.openDeals.amounts.map(({ currency, amount }) => ({
    currency,
    cents: Math.round(Number(amount) * 100),
  }));
  return { ...sales, openDeals: { ...sales.openDeals, amounts } };
};

const appendCopy = ({ data, time, names }: Copy) => {
  const event: PlainEvent = {
    ...(data as EventData),
    id: crypto.randomUUID(),
    metadata: {
      source: 'sales-automation',
      time,
      participants: names.map((name, index) =>
        encodeParticipant({
          role: index > 0 ? 'organisation' : 'subject',
          type: name.type,
          identity: identityFor(name),
        }),
      ),
    },
  };
  return road.append(identityStream(identityFor(names[0] as Name)), [event]);
};

const placed = (into: Name, other: Name, from: Name, kind: typeof customerMerged | typeof customerSplit) =>
  kind({
    customerId: customerOf(into),
    cause: crypto.randomUUID(),
    ruleVersion: 1,
    joined: [{ identity: identityFor(other), type: other.type, from: customerOf(from) }],
    aliasesAdded: [],
    aliasesRemoved: [],
    pairs: [],
  });

let road: Road;
let running: RunningProjections;
beforeAll(async () => {
  road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  running = await road.run({ slots: 3, pageSize: 7 });
});
afterAll(async () => {
  await running.drain();
  await road.close();
});

const runs = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 14 }),
  order: fc.array(fc.nat(), { minLength: 120, maxLength: 120 }),
});
const numRuns = Number(process.env['RUNS'] ?? 4);

it('owner, last contact and open deals equal an independent fold, in any order, over merge, split and erasure', async () => {
  let run = 0;
  const property = fc.asyncProperty(runs, async ({ steps, order }) => {
    const cast = castOf((run += 1));
    const { first, second, lead, account, everybody } = cast;
    const { copies, told } = copiesOf(cast, steps);
    const shuffled = copies.map((copy, n) => ({ copy, at: order[n] ?? n })).sort((a, b) => a.at - b.at);
    for (const { copy } of shuffled) await appendCopy(copy);
    // Everybody is seen, so that everybody has a profile.
    for (const name of everybody) await road.tell({ names: [name], at: 1 });
    const shown = async (...whose: (readonly [Name, readonly Name[]])[]) => {
      await road.passed(running, road.end());
      for (const [name, of] of whose) expect(await salesOf(name)).toEqual(naive(cast, told, of));
    };
    await shown(...everybody.map((name) => [name, [name]] as const));
    await road.decide(customerOf(first), placed(first, second, second, customerMerged));
    await road.decide(customerOf(first), placed(first, lead, lead, customerMerged));
    await shown([first, [first, second, lead]], [account, [account]]);
    // Against all custom, a person and the organisation: deals of both still count once.
    await road.decide(customerOf(first), placed(first, account, account, customerMerged));
    await shown([first, everybody]);
    await road.decide(customerOf(account), placed(account, account, first, customerSplit));
    await road.decide(customerOf(second), placed(second, second, first, customerSplit));
    await road.erase(second);
    await shown([first, [first, lead]], [second, [second]], [account, [account]]);
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
});

it('is built anew from the log to the same rows', async () => {
  const other = await testDatabase();
  const rebuilding = await road.run({ pool: other.pool, pageSize: 1000 });
  await road.passed(rebuilding, road.end());
  await rebuilding.drain();
  expect(await allRows(other)).toEqual(await allRows(road.read));
  await other.drop();
  expect(road.spoiled).toEqual([]);
});
