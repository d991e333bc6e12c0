import type { Told } from './story';

// A fold of what was acknowledged that shares no code with the product. Its money is whole cents.

export interface Known {
  touchpoints: number;
  orders: number;
  gross: string;
  net: string;
  first: string;
  last: string;
  /** `<time> <mark>` of each touchpoint, sorted. */
  timeline: string[];
}

const euros = (cents: bigint): string => `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;

const foldOrders = (told: readonly Told[]) => {
  const cancelled = new Set(told.flatMap(({ order }) => (order?.fact === 'cancelled' ? order.id : [])));
  let [orders, gross, refunds] = [0, 0n, 0n];
  for (const { order } of told) {
    if (!order || cancelled.has(order.id)) continue;
    if (order.fact === 'completed') {
      orders += 1;
      gross += order.cents;
    } else refunds += order.cents;
  }
  return { orders, gross: euros(gross), net: euros(gross - refunds) };
};

const foldOne = (told: readonly Told[]): Known => {
  const times = told.map(({ at }) => at).sort();
  return {
    touchpoints: told.length,
    ...foldOrders(told),
    first: times[0] as string,
    last: times.at(-1) as string,
    timeline: told.map(({ at, mark }) => `${at} ${mark}`).sort(),
  };
};

/** What must be known of each person, from acknowledged events only; each is given once. */
export const naiveFold = (acknowledged: Iterable<Told>): Map<string, Known> => {
  const byPerson = new Map<string, Told[]>();
  for (const told of acknowledged) byPerson.set(told.person, [...(byPerson.get(told.person) ?? []), told]);
  return new Map([...byPerson].map(([person, all]) => [person, foldOne(all)]));
};
