import fc from 'fast-check';
import type { PlainRecorded } from '@touchstone/contracts';
import { factOf } from '../facts/fact';
import { customerRow } from './customer-row';
import { foldOrders, orderFacts } from './fold-orders';
import { foldStates } from './fold-states';
import { eraseState, joinTraits, maxTraits, type StampedTrait, type Traits } from './identity-state';
import { orderKey, type Order, type Total } from './order-book';

const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
const everything = () => true;

interface Script {
  readonly subject: number;
  readonly second: number;
  readonly minute: number;
  readonly traits: Record<string, number | null>;
  readonly order?:
    | { id: string; cents: number; kind: 'completed' | 'refunded' | 'cancelled'; currency: string; whole: boolean }
    | undefined;
}
const script: fc.Arbitrary<Script> = fc.record({
  subject: fc.nat(2),
  second: fc.nat(2),
  minute: fc.nat(5),
  traits: fc.dictionary(fc.constantFrom('name', 'city', '__proto__', 'x'), fc.option(fc.nat(9)), { maxKeys: 3 }),
  order: fc.option(
    fc.record({
      id: fc.constantFrom('o1', 'o2', 'o3'),
      cents: fc.nat(9999),
      kind: fc.constantFrom('completed', 'refunded', 'cancelled'),
      currency: fc.constantFrom('EUR', 'GBP'),
      whole: fc.boolean(),
    }),
    { nil: undefined },
  ),
});
const meaning = (minute: number) => ['email_opened', 'live_chat_conversation_started', undefined][minute % 3];
const decimalOf = (cents: number) => (cents / 100).toString();
const stated = ({ kind, whole, cents, currency }: NonNullable<Script['order']>) =>
  kind === 'refunded' && whole ? { amount: '0', currency: 'XXX', whole } : { amount: decimalOf(cents), currency };

const eventOf = ({ subject, second, minute, traits, order }: Script, index: number): PlainRecorded => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  type: order ? `touchpoint.order.${order.kind}` : 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data: {
    channel: minute % 2 ? 'web' : 'store',
    traits,
    ...(order
      ? { orderSource: 's', orderId: order.id, ...stated(order) }
      : { meaning: meaning(minute), amount: '1000000', currency: 'EUR', orderId: 'o1', orderSource: 's' }),
  },
  metadata: {
    source: 's',
    time: new Date(minute * 60_000).toISOString(),
    participants: [`subject:user_id:${ids[subject]}`, `subject:user_id:${ids[second]}`],
  },
  stream: '',
  version: 0,
  position: String(index),
  recordedAt: new Date(0).toISOString(),
});

const scripts = fc.array(script, { maxLength: 25 });
const shuffled = scripts.chain((all) => {
  const events = all.map(eventOf);
  return fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.nat(5));
});

/** Folds in batches of some size, as live slots do. */
const fold = (events: readonly PlainRecorded[], batch: number) => {
  let states = foldStates([], [], []);
  const orders = new Map<string, Order>();
  const totals = new Map<string, { orders: number; cents: number; refunded: number }>();
  const add = (key: string, { orders: count, gross, refunded }: Total) => {
    const sum = totals.get(key) ?? { orders: 0, cents: 0, refunded: 0 };
    const cents = (text: string) => Math.round(Number(text) * 100);
    totals.set(key, {
      orders: sum.orders + count,
      cents: sum.cents + cents(gross),
      refunded: sum.refunded + cents(refunded),
    });
  };
  for (let at = 0; at < events.length; at += batch) {
    const facts = events.slice(at, at + batch).map(factOf);
    const own = facts.flatMap(({ participants }) => participants);
    states = foldStates(facts, own, [...states.values()]);
    const folded = foldOrders(orderFacts(facts, everything), orders);
    for (const order of folded.orders) orders.set(orderKey(order.source, order.id), order);
    for (const [key, change] of folded.changes) add(key, change);
  }
  return { states, totals: [...totals].filter(([, one]) => one.orders || one.cents || one.refunded).sort() };
};

const byIdentity = (states: ReturnType<typeof foldStates>) =>
  Object.fromEntries([...states].map(([id, state]) => [id, { ...state, traits: Object.entries(state.traits).sort() }]));

/** The same by the definitions, one order after the other, in cents. */
const naiveTotals = (events: readonly PlainRecorded[]) => {
  const totals = new Map<string, { orders: number; cents: number; refunded: number }>();
  const cents = ({ data }: PlainRecorded) => Math.round(Number(data['amount']) * 100);
  const payer = ({ metadata }: PlainRecorded) => String(metadata.participants[0]).slice(-32);
  const at = (key: string) =>
    totals.get(key) ?? totals.set(key, { orders: 0, cents: 0, refunded: 0 }).get(key) ?? never();
  for (const id of ['o1', 'o2', 'o3']) {
    const reports = events.filter(({ data }) => data['orderId'] === id);
    const of = (kind: string) => reports.filter(({ type }) => type.endsWith(kind));
    if (of('cancelled').length > 0) continue;
    const time = ({ metadata, id: eventId }: PlainRecorded) => `${metadata.time} ${eventId}`;
    const [first] = of('completed').sort((a, b) => (time(a) < time(b) ? -1 : 1));
    if (first) {
      const total = at(`${payer(first)}/${String(first.data['currency'])}`);
      total.orders += 1;
      total.cents += cents(first);
    }
    for (const refund of of('refunded').filter(({ data }) => !data['whole']))
      at(`${payer(first ?? refund)}/${String(refund.data['currency'])}`).refunded += cents(refund);
    if (!first || !of('refunded').some(({ data }) => data['whole'])) continue;
    const ofSame = of('refunded').filter(({ data }) => data['currency'] === first.data['currency']);
    const left = cents(first) - ofSame.reduce((sum, refund) => sum + cents(refund), 0);
    at(`${payer(first)}/${String(first.data['currency'])}`).refunded += Math.max(0, left);
  }
  return [...totals].filter(([, one]) => one.orders || one.cents || one.refunded).sort();
};
const never = (): never => {
  throw new Error('unreachable');
};

describe('the folds of a profile', () => {
  it('do not depend on the order of arrival, nor on the size of batches', () => {
    fc.assert(
      fc.property(shuffled, ([inOrder, anyOrder, batch]) => {
        const [one, other] = [fold(inOrder, 1000), fold(anyOrder, batch + 1)];
        expect(byIdentity(other.states)).toEqual(byIdentity(one.states));
        expect(other.totals).toEqual(one.totals);
      }),
      { numRuns: 300 },
    );
  });

  it('come to what the definitions say', () => {
    fc.assert(
      fc.property(shuffled, ([, events, batch]) => expect(fold(events, batch + 1).totals).toEqual(naiveTotals(events))),
      { numRuns: 300 },
    );
  });

  it('take an order, a refund and traits twice for once', () => {
    fc.assert(
      fc.property(shuffled, ([events, again]) => {
        expect(fold([...events, ...again], 7).totals).toEqual(fold(events, 7).totals);
        const traits = (of: readonly PlainRecorded[]) =>
          [...fold(of, 7).states.values()].map((state) => Object.entries(state.traits).sort());
        expect(traits([...events, ...again])).toEqual(traits(events));
      }),
    );
  });
});

const stamped = fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom('x', 'y', 'z'));
const traitSet = fc.dictionary(fc.string({ maxLength: 2 }), stamped, { maxKeys: 12 }) as fc.Arbitrary<Traits>;
const canonical = (traits: Traits) => Object.entries(traits).sort(([a], [b]) => (a < b ? -1 : 1));

it('counts what a touchpoint means at its primary identity, with the time of the last one', () => {
  fc.assert(
    fc.property(shuffled, ([, events, batch]) => {
      const { states } = fold(events, batch + 1);
      for (const identity of ids) {
        const expected: Record<string, [number, number]> = {};
        for (const { type, data, metadata } of events) {
          if (!metadata.participants[0]?.endsWith(identity)) continue;
          const means = type.startsWith('touchpoint.order.') ? type.slice(11).replace('.', '_') : data['meaning'];
          if (typeof means !== 'string') continue;
          const [count, last] = expected[means] ?? [0, 0];
          expected[means] = [count + 1, Math.max(last, Date.parse(metadata.time))];
        }
        expect(states.get(identity)?.activity ?? {}).toEqual(expected);
      }
    }),
  );
});

describe('joining traits', () => {
  // Two events never share an id and a time with different values.
  const unambiguous = (...sets: Traits[]) =>
    sets.map((set) =>
      Object.fromEntries(
        Object.entries(set).map(([key, [, time, id]]) => [key, [`${time}${id}${key}`, time, id + key] as StampedTrait]),
      ),
    );
  it('is commutative, associative and idempotent, also when only the newest keys are kept', () => {
    fc.assert(
      fc.property(traitSet, traitSet, traitSet, fc.constantFrom(3, Infinity), (x, y, z, limit) => {
        const [a, b, c] = unambiguous(x, y, z) as [Traits, Traits, Traits];
        const join = (p: Traits, q: Traits) => joinTraits(p, q, limit);
        expect(canonical(join(a, b))).toEqual(canonical(join(b, a)));
        expect(canonical(join(join(a, b), c))).toEqual(canonical(join(a, join(b, c))));
        expect(canonical(join(join(a, a), {}))).toEqual(canonical(join(a, {})));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a bounded number of keys of one identity', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, [n, n, 'x'] as StampedTrait]));
    const kept = joinTraits(many, {}, maxTraits);
    expect(Object.keys(kept)).toHaveLength(maxTraits);
    expect(kept).toHaveProperty('k499');
  });
});

describe('a customer row', () => {
  it('is the same whatever order its identities come in', () => {
    fc.assert(
      fc.property(shuffled, fc.shuffledSubarray(ids, { minLength: 3 }), ([events], order) => {
        const { states } = fold(events, 1000);
        const row = (members: readonly string[]) =>
          customerRow({
            id: 'x',
            members: members.map((identity) => ({ identity, type: 'user_id' })),
            states: members.flatMap((identity) => states.get(identity) ?? []),
            identifiers: members.map((identity) => ({ type: 'user_id', value: identity })),
            totals: [],
            aliases: [...members],
            incomplete: false,
          });
        expect(row(order)).toEqual(row(ids));
      }),
    );
  });

  it('forgets what an erased identity had told', () => {
    const [event] = [eventOf({ subject: 0, second: 1, minute: 1, traits: { name: 1 } }, 1)];
    const [state] = [...fold([event as PlainRecorded], 1).states.values()];
    expect(state && eraseState(state)).toMatchObject({ traits: {}, erased: true, touchpoints: 1 });
  });

  it('is erased when all that was sealed is, whatever identifiers stood beside it', () => {
    const [event] = [eventOf({ subject: 0, second: 1, minute: 1, traits: { name: 1 } }, 1)];
    const states = [...fold([event as PlainRecorded], 1).states.values()];
    expect(states.map(({ touchpoints }) => touchpoints).sort()).toEqual([0, 1]);
    const members = states.map(({ identity }) => ({ identity, type: 'user_id' }));
    const parts = { id: 'x', members, identifiers: [], totals: [], aliases: [], incomplete: false };
    expect(customerRow({ ...parts, states })).toMatchObject({ erased: false });
    const erased = states.map((state) => (state.touchpoints > 0 ? eraseState(state) : state));
    expect(customerRow({ ...parts, states: erased })).toMatchObject({ erased: true, name: undefined });
    expect(customerRow({ ...parts, states: [] })).toMatchObject({ erased: false });
  });
});
