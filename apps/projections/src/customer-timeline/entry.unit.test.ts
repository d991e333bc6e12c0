import { activityDone, opportunityOpened, type EventData, type PlainRecorded } from '@touchstone/contracts';
import { factOf } from '../facts/fact';
import { entryOf } from './entry';

const contact = 'c'.repeat(32);
const id = '0190f3c4-0000-7000-8000-000000000001';
const recorded = (event: unknown, erased?: PlainRecorded['erased']): PlainRecorded => ({
  ...(event as EventData),
  id,
  stream: `identity-${contact}`,
  version: 0,
  position: '1',
  recordedAt: '2026-03-02T00:00:00.000Z',
  metadata: {
    source: 'sales-automation',
    time: '2026-03-01T09:00:00.000Z',
    participants: [`subject:contact:${contact}`],
  },
  ...(erased && { erased }),
});
const shown = (event: PlainRecorded) => {
  const fact = factOf(event);
  return entryOf(fact, fact.participants[0]!);
};
const opened = opportunityOpened({
  opportunityId: id,
  name: 'Engines',
  contact: id,
  owner: 'ana',
  pipelineId: id,
  pipelineVersion: 1,
  stage: 'qualified',
  probability: '0.1',
  amount: { amount: '12.50', currency: 'EUR' },
  expectedClose: '2026-06-30',
  products: [],
  by: 'ana',
  openedAt: '2026-03-01T09:00:00.000Z',
});

it('shows what a department says in its facts, and what is at stake', () => {
  expect(shown(recorded(opened))).toMatchObject({
    type: 'sales.opportunity.opened',
    name: 'Engines',
    amount: '12.50',
    currency: 'EUR',
    sealedUnder: contact,
    properties: { owner: 'ana', stage: 'qualified', expectedClose: '2026-06-30', by: 'ana' },
  });
});

it('shows of an erased fact what it shows of a line from which the same was erased', () => {
  const data = { ...(opened as EventData).data } as Record<string, unknown>;
  delete data['name'];
  const erased = shown(recorded({ ...(opened as EventData), data }, ['subject']));
  expect(erased).toMatchObject({ erased: true, amount: '12.50', sealedUnder: contact });
  expect([erased.name, erased.properties]).toEqual([undefined, undefined]);
});

it('keeps what nobody sealed, because no erasure takes it away', () => {
  const done = activityDone({ activityId: id, kind: 'call', owner: 'ana', doneAt: '2026-03-01T09:00:00Z', by: 'ana' });
  expect(shown(recorded(done))).toMatchObject({ sealedUnder: '', properties: { kind: 'call', owner: 'ana' } });
});
