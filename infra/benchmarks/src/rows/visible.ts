import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf } from '../product/gateway';
import type { WholeRoad } from '../product/whole-road';

interface Found {
  readonly items: readonly { id: string; touchpoints: number }[];
}

interface Probe {
  readonly user: string;
  readonly id: string;
  sent: number;
}

const pollMs = 10;
const probes = 40;

const find = async (road: WholeRoad, user: string): Promise<Probe> => {
  await road.send(
    bodyOf(1, () => user),
    1,
  );
  for (;;) {
    const { items } = await road.get<Found>(`/customers?identifier=user_id:${user}`);
    const [customer] = items;
    // From two identities on, its id does not change any more.
    if (customer?.touchpoints === 1) return { user, id: customer.id, sent: 1 };
    await sleep(pollMs);
  }
};

/** People whose next event is looked for over HTTP. */
export const openProbes = (road: WholeRoad, quick: boolean): Promise<Probe[]> =>
  Promise.all(Array.from({ length: quick ? 2 : probes }, (_, at) => find(road, `probe-${at}`)));

const waitUntil = async (shows: () => Promise<boolean>, from: number): Promise<number> => {
  while (!(await shows())) await sleep(pollMs);
  return performance.now() - from;
};

/** Sends one event and polls both answers; ms from the gateway's 200 to the first answer that shows it. */
export const probe = async (road: WholeRoad, one: Probe): Promise<{ profile: number; timeline: number }> => {
  await road.send(
    bodyOf(1, () => one.user),
    1,
  );
  const from = performance.now();
  const sent = ++one.sent;
  const [profile, timeline] = await Promise.all([
    waitUntil(async () => (await road.get<Found['items'][number]>(`/customers/${one.id}`)).touchpoints >= sent, from),
    waitUntil(
      async () => (await road.get<{ items: object[] }>(`/customers/${one.id}/timeline?limit=100`)).items.length >= sent,
      from,
    ),
  ]);
  return { profile, timeline };
};
