import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { callFor } from '../harness/callers';
import type { Bench, Figures, OwnPaceRow, Pace } from '../harness/row';
import { quantile } from '../harness/statistics';
import { until } from '../harness/until';
import { commander, stages } from '../product/sales';
import { startWholeRoad, type WholeRoad } from '../product/whole-road';

const callers = 32;
/** Opportunities between accepted and shown. */
const onTheRoad = 1_000;
const pollMs = 10;

interface Department {
  /** An account that sales knows. */
  customer(): Promise<string>;
  open(account: string): Promise<unknown>;
  /** Opportunities in the pipeline. */
  shown(): Promise<number>;
  shows(account: string): Promise<boolean>;
}

const departmentOf = async (road: WholeRoad, agent: Agent): Promise<Department> => {
  const command = commander(road.url, road.apiKey, agent);
  const { id: pipelineId } = await command('pipelines', { name: 'New business', stages });
  const worth = { amount: { amount: '1200.50', currency: 'EUR' }, expectedClose: '2099-06-30', owner: 'ana' };
  return {
    customer: async () => (await command('accounts', { organisation: { name: 'Seats Ltd' }, owner: 'ana' })).id,
    open: (account) => command('opportunities', { pipelineId, account, ...worth }),
    shown: async () => {
      const { items } = await road.get<{ items: { count: number }[] }>('/sales/pipeline');
      return items.reduce((sum, { count }) => sum + count, 0);
    },
    shows: async (account) =>
      (await road.get<{ items: object[] }>(`/sales/opportunities?account=${account}`)).items.length > 0,
  };
};

/** Opportunities a second, from the first command until the pipeline shows the last one. */
const sustain = async ({ open, shown }: Department, accounts: readonly string[], ms: number): Promise<number> => {
  const before = await shown();
  let [accepted, seen, ended] = [before, before, false];
  const watching = (async () => {
    for (; !ended; await sleep(50)) seen = await shown();
  })();
  const began = performance.now();
  const { count } = await callFor(ms, callers, async () => {
    if (accepted - seen >= onTheRoad) return sleep(5, 0);
    await open(accounts[accepted % accounts.length] as string);
    accepted++;
    return 1;
  });
  await until('the pipeline shows everything', () => Promise.resolve(seen >= accepted), { everyMs: 5 });
  const seconds = (performance.now() - began) / 1_000;
  ended = true;
  await watching;
  return count / seconds;
};

/** Commands at a fixed rate, and beside them single ones that are looked for. */
const visibleAt = async (
  { customer, open, shows }: Department,
  accounts: readonly string[],
  perSecond: number,
  ms: number,
) => {
  const lags: number[] = [];
  const began = performance.now();
  let sent = 0;
  const sending = callFor(ms, callers, async () => {
    const dueIn = (sent++ / perSecond) * 1_000 - (performance.now() - began);
    if (dueIn > 0) await sleep(dueIn);
    await open(accounts[sent % accounts.length] as string);
    return 1;
  });
  for (; performance.now() - began < ms; await sleep(100)) {
    const account = await customer();
    await open(account);
    const accepted = performance.now();
    while (!(await shows(account))) await sleep(pollMs);
    lags.push(performance.now() - accepted);
  }
  const { count } = await sending;
  return { lags, rate: count / ((performance.now() - began) / 1_000) };
};

const measure = async (_: Bench, { windowMs }: Pace) => {
  const road = await startWholeRoad();
  const agent = new Agent({ keepAlive: true });
  try {
    const department = await departmentOf(road, agent);
    const accounts: string[] = [];
    await callFor(windowMs / 6, callers, async () => accounts.push(await department.customer()));
    await sustain(department, accounts, windowMs / 6); // warm
    const perSecond = await sustain(department, accounts, windowMs / 2);
    const { lags, rate } = await visibleAt(department, accounts, perSecond / 2, windowMs / 2);
    const half: Figures = {
      name: 'at half of it: accepted to seen in the pipeline',
      perSecond: rate,
      p50: quantile(lags, 0.5),
      p95: quantile(lags, 0.95),
      p99: quantile(lags, 0.99),
      p99Target: 1_000,
    };
    return { contenders: [{ name: 'Touchstone, everything in one process', perSecond }, half], notes: [] };
  } finally {
    agent.destroy();
    await road.close();
  }
};

export const salesVisible: OwnPaceRow = {
  name: 'sales.visible',
  what: `POST /sales/opportunities, ${callers} callers, through command handler, store, relay, customer-repository and projections of one process; at most ${onTheRoad} opportunities between accepted and shown, and the time until the last one is in GET /sales/pipeline counts. At half of that rate single ones are sent beside it, and GET /sales/opportunities is asked every ${pollMs} ms.`,
  unit: 'commands',
  measure,
};
