import { assignmentRulesSet, territoryDrawn, territoryGiven, type LeadEvent } from '@touchstone/contracts';
import { assignmentRules, rulesOfLeads } from '../assignment-rules/assignment-rules';
import { assertTerritories } from '../assignment-rules/coverage';
import { commandHandler } from '../commands/command-handler';
import { identify, plainCodec, plainStore } from '../commands/plain-store.test-data';
import { stateCache } from '../commands/state-cache';
import { noCrash } from '../crash-points';
import { capture, type Capture } from './capture';

const territoryId = '0190f3c4-0000-7000-8000-0000000000f2';
const by = 'cleo';
const rules = [
  { code: 'nordics', territory: territoryId, owners: ['dora'] },
  { code: 'rest', owners: ['ben'] },
];
const admin = { id: 'key-of-admin', name: 'admin', role: 'admin' } as const;
const rep = { id: 'key-of-eve', name: 'eve', role: 'rep', person: 'eve' } as const;

/** The nordics, which nobody covers before February, then ana, and from July on carl. */
const prepared = async () => {
  const { store, happened } = plainStore();
  const stream = `territory-${territoryId}`;
  await happened(stream, territoryDrawn({ territoryId, code: 'nordics', countries: ['DK', 'SE'], by }));
  await happened(stream, territoryGiven({ territoryId, person: 'ana', from: '2026-02-01', by }));
  await happened(stream, territoryGiven({ territoryId, person: 'carl', from: '2026-07-01', by }));
  await happened(`${assignmentRules.category}-${rulesOfLeads}`, assignmentRulesSet({ rules, by }));
  let now = '2026-01-01T00:00:00.000Z';
  const commands = commandHandler({
    ...{ store, codec: plainCodec, identify, ledBy: async () => [], fingerprint: () => '', atCrashPoint: noCrash },
    requests: { begin: async () => ({ status: 'begun', claim: 1 }), finish: async () => {}, giveUp: async () => {} },
    states: stateCache(),
    now: () => Date.parse(now),
  });
  const sent = (caller: typeof admin | typeof rep) => ({
    ...{ caller, key: crypto.randomUUID(), payload: {}, ifMatch: undefined },
  });
  const captured = async (at: string, more: Partial<Capture>, caller: typeof admin | typeof rep = admin) => {
    now = at;
    const wish = { channel: 'web', person: { name: 'Ada' }, ...more } as const;
    const { body } = await commands.run(sent(caller), (run) => capture(run, wish));
    const { events } = await store.readStream(`lead-${body.id}`);
    const facts = (await plainCodec.open(events)) as unknown as LeadEvent[];
    return facts.flatMap(({ type, data }) => (type === 'sales.lead.assigned' ? [data.owner, data.rule] : []));
  };
  const set = (wish: typeof rules) =>
    commands.run(sent(admin), async (run) => {
      await assertTerritories(run, wish);
      return { status: 200, body: { id: 'leads', version: 1 }, position: '' };
    });
  return { captured, set };
};

describe('a lead of a country of a territory that a rule names', () => {
  it.each([
    ['2026-01-31T23:59:59.999Z', 'dora'],
    ['2026-02-01T00:00:00.000Z', 'ana'],
    ['2026-06-30T23:59:59.999Z', 'ana'],
    ['2026-07-01T00:00:00.000Z', 'carl'],
    ['2030-01-01T00:00:00.000Z', 'carl'],
  ])('goes at %s to %s, who covers it on that day, or stands in while nobody does', async (at, owner) => {
    const { captured } = await prepared();
    expect(await captured(at, { country: 'SE' })).toEqual([owner, 'nordics']);
  });
  it('of another country, or of none, goes by the next rule', async () => {
    const { captured } = await prepared();
    const at = '2026-03-01T09:00:00.000Z';
    expect(await captured(at, { country: 'NO' })).toEqual(['ben', 'rest']);
    expect(await captured(at, {})).toEqual(['ben', 'rest']);
  });
  it('goes to whom its writer names, and to a rep who writes it down', async () => {
    const { captured } = await prepared();
    const at = '2026-03-01T09:00:00.000Z';
    expect(await captured(at, { country: 'SE', owner: 'finn' })).toEqual(['finn', undefined]);
    expect(await captured(at, { country: 'SE' }, rep)).toEqual(['eve', undefined]);
  });
});

it('a rule may name only a territory that there is', async () => {
  const { set } = await prepared();
  const lost = { code: 'lost', territory: '0190f3c4-0000-7000-8000-0000000000ff', owners: ['ana'] };
  expect(await set(rules)).toMatchObject({ status: 200 });
  await expect(set([...rules, lost])).rejects.toMatchObject({
    problem: { status: 422, rule: 'unknown-territory', field: '/rules/2/territory' },
  });
});
