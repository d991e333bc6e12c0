import fc from 'fast-check';
import { customerLinked, customerMerged, customerSplit, identityStream } from '@touchstone/contracts';
import { eventually, testDatabase } from '@touchstone/testing';
import {
  customerOf,
  email,
  identityFor,
  openRoad,
  touchpoint,
  user,
  type Name,
  type Road,
  type Told,
} from './testing/road';
import { allRows, rowsOf } from './testing/rows';

const names: readonly Name[] = [user('ann'), email('ann'), user('bob'), { type: 'device_id', value: 'kiosk' }];
const name = (index: number) => names[index] as Name;
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

type Step =
  | { readonly kind: 'told'; readonly first: number; readonly second: number; readonly told: Omit<Told, 'names'> }
  | { readonly kind: 'moved'; readonly identity: number; readonly into: number }
  | { readonly kind: 'erased'; readonly identity: number };

const told: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('told' as const),
  first: fc.nat(3),
  second: fc.nat(3),
  told: fc.record(
    {
      at: fc.nat(30),
      traits: fc.dictionary(fc.constantFrom('name', 'city'), fc.constantFrom('Ann', 'Bob', null)),
      order: fc.record({
        id: fc.constantFrom('o1', 'o2', 'o3'),
        amount: fc.constantFrom('1.10', '2.25', '10'),
        kind: fc.constantFrom('completed', 'refunded', 'cancelled'),
      }),
    },
    { requiredKeys: ['at'] },
  ) as fc.Arbitrary<Omit<Told, 'names'>>,
});
const moved: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('moved' as const),
  identity: fc.nat(3),
  into: fc.nat(3),
});
const erased: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('erased' as const), identity: fc.nat(3) });
const script = fc.array(
  fc.oneof({ weight: 6, arbitrary: told }, { weight: 3, arbitrary: moved }, { weight: 1, arbitrary: erased }),
  {
    minLength: 5,
    maxLength: 40,
  },
);

/** Appends what happened; decisions are right about where an identity stood. */
const play = async (road: Road, steps: readonly Step[], ids: readonly number[]) => {
  const at = names.map(customerOf);
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'erased') await road.erase(name(step.identity));
    else if (step.kind === 'told') {
      const { first, second } = step;
      const both = first === second ? [name(first)] : [name(first), name(second)];
      const event = touchpoint({ ...step.told, names: both, id: idOf(ids[index] as number) });
      await road.append(identityStream(identityFor(both[0] as Name)), [event]);
    } else {
      const into = at[step.into] as string;
      const from = at[step.identity] as string;
      if (into === from) continue;
      const decision = into === customerOf(name(step.into)) ? customerMerged : customerLinked;
      const own = { identity: identityFor(name(step.identity)), type: name(step.identity).type, from };
      await road.decide(
        into,
        decision({
          customerId: into,
          cause: idOf(1),
          ruleVersion: 1,
          joined: [own],
          aliasesAdded: [],
          aliasesRemoved: [],
          pairs: [],
        }),
      );
      at[step.identity] = into;
    }
  }
};

const settled = async (road: Road, slots: number, pageSize: number, windowPages = 1) => {
  const running = await road.run({ slots, pageSize, windowPages });
  await road.passed(running, road.end());
  const rows = await allRows(road.read);
  await running.drain();
  expect(road.spoiled).toEqual([]);
  return rows;
};

const withRoad = async <Result>(work: (road: Road) => Promise<Result>): Promise<Result> => {
  const road = await openRoad(await testDatabase(), await testDatabase(), eventually);
  try {
    return await work(road);
  } finally {
    await road.close();
  }
};

const numRuns = Number(process.env['RUNS'] ?? 3);

describe('whatever happens', () => {
  it('one slot or three in small batches come to the same rows as one in a single batch', async () => {
    const sizes = fc.record({
      slots: fc.constantFrom(1, 3),
      pageSize: fc.integer({ min: 1, max: 5 }),
      windowPages: fc.integer({ min: 1, max: 3 }),
    });
    const property = fc.asyncProperty(script, sizes, (steps, { slots, pageSize, windowPages }) =>
      withRoad(async (road) => {
        await play(
          road,
          steps,
          steps.map((_, index) => index),
        );
        const together = await settled(road, 1, 1000);
        const other = await testDatabase();
        const apart = await settled(
          { ...road, read: other, run: (options) => road.run({ ...options, pool: other.pool }) },
          slots,
          pageSize,
          windowPages,
        );
        await other.drop();
        expect(apart).toEqual(together);
      }),
    );
    await fc.assert(property, { numRuns, endOnFailure: true });
  });

  it('touchpoints in another order come to the same customers', async () => {
    const shuffled = fc.array(told, { minLength: 5, maxLength: 30 }).chain((steps) =>
      fc.tuple(
        fc.constant(steps),
        fc.shuffledSubarray(
          steps.map((_, n) => n),
          { minLength: steps.length },
        ),
      ),
    );
    const customers = (steps: readonly Step[], ids: readonly number[]) =>
      withRoad(async (road) => {
        await play(road, steps, ids);
        await road.decide(
          customerOf(name(0)),
          customerSplit({
            customerId: customerOf(name(0)),
            cause: idOf(1),
            ruleVersion: 1,
            joined: [{ identity: identityFor(name(1)), type: 'email', from: customerOf(name(1)) }],
            aliasesAdded: [],
            aliasesRemoved: [],
            pairs: [],
          }),
        );
        await settled(road, 1, 4);
        const tables = [
          'customer_profile_v1.customers',
          'customer_profile_v1.order_totals',
          'customer_identity_v1.identifiers',
        ];
        return Promise.all(tables.map((table) => rowsOf(road.read, table)));
      });
    const property = fc.asyncProperty(shuffled, async ([steps, order]) => {
      const other = order.map((n) => steps[n] as Step);
      expect(await customers(other, order)).toEqual(
        await customers(
          steps,
          steps.map((_, n) => n),
        ),
      );
    });
    await fc.assert(property, { numRuns, endOnFailure: true });
  });
});
