import { leadCaptured, opportunityOpened } from '@touchstone/contracts';
import { stateCache } from './state-cache';
import { noCrash } from '../crash-points';
import { assignLead } from '../leads/assign-lead';
import { leads } from '../leads/lead';
import { opportunities, standing } from '../opportunities/opportunity';
import { winOpportunity } from '../opportunities/win-opportunity';
import { commandHandler } from './command-handler';
import { identify, plainStore } from './plain-store.test-data';

const id = '0190f3c4-0000-7000-8000-000000000801';
const [ahead, lagging] = ['2026-03-02T09:00:00.100Z', '2026-03-02T09:00:00.000Z'];
const sent = () => ({
  ...{ caller: { id: 'key-of-admin', name: 'admin', role: 'admin' } as const, key: crypto.randomUUID() },
  ...{ payload: {}, ifMatch: undefined },
});

/** A process whose clock lags behind that of the one that recorded what there is. */
const prepared = async () => {
  const { store, codec, happened } = plainStore();
  const opened = opportunityOpened({
    ...{ opportunityId: id, account: 'a-1', owner: 'ana', pipelineId: id, pipelineVersion: 1, stage: 'new' },
    ...{ probability: '0.1', amount: { amount: '10', currency: 'EUR' }, expectedClose: '2026-06-30', products: [] },
    ...{ by: 'ana', openedAt: ahead },
  });
  await happened(`opportunity-${id}`, opened, ahead);
  const lead = leadCaptured({ leadId: id, channel: 'phone', identifiers: [], traits: { name: 'Ada' }, by: 'ana' });
  await happened(`lead-${id}`, lead, ahead);
  const commands = commandHandler({
    ...{ store, codec, identify, ledBy: async () => [], fingerprint: () => '', atCrashPoint: noCrash },
    states: stateCache(),
    requests: { begin: async () => ({ status: 'begun', claim: 1 }), finish: async () => {}, giveUp: async () => {} },
    now: () => Date.parse(lagging),
  });
  const timesOf = async (stream: string) =>
    (await store.readStream(stream)).events.map(({ metadata: { time } }) => time);
  return { commands, timesOf };
};

describe('a command that a process with a lagging clock decides', () => {
  it('lies after what it was decided on: the deal is won', async () => {
    const { commands, timesOf } = await prepared();
    const win = winOpportunity({ opportunityId: id, reason: 'service' });
    await commands.change(sent(), opportunities, id, win);
    const { state } = await commands.read(sent().caller, opportunities, id);
    expect(standing(state)).toMatchObject({ status: 'won', at: ahead });
    expect(await timesOf(`opportunity-${id}`)).toEqual([ahead, ahead]);
  });

  it('does so too where the fact itself says no time', async () => {
    const { commands, timesOf } = await prepared();
    await commands.change(sent(), leads, id, (state, given) => assignLead({ ...given, owner: 'ben' }, state));
    expect(await timesOf(`lead-${id}`)).toEqual([ahead, ahead]);
  });
});
