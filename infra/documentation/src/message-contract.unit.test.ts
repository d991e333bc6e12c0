import { asyncapi, catalogue, customerStream, eventChannels, identityStream, sealedField } from '@touchstone/contracts';
import { messageContract, type Placed } from './message-contract';
import { readJson } from './repository';

const faultsOf = messageContract(asyncapi());
const id = '0190f3c4-0000-7000-8000-000000000001';
const metadata = { source: 's', time: '2026-01-01T00:00:00.000Z', participants: [`subject:user_id:${'a'.repeat(32)}`] };

/** The golden sample as it crosses the bus: what is personal lies in a box of its role. */
const published = ({ type, schemaVersion, personal }: (typeof catalogue)[number]): Placed['event'] => {
  const sample = readJson<{ data: Record<string, unknown> }>(
    'libs/contracts/src/golden',
    `${type}.v${schemaVersion}.json`,
  );
  const clear = Object.entries(sample.data).filter(([field]) => !(field in personal));
  const boxes = Object.fromEntries(Object.values(personal).map((role) => [role, 'AQ==']));
  const sealed = Object.keys(boxes).length > 0 && { [sealedField]: boxes };
  return { id, type, schemaVersion, metadata, data: JSON.stringify({ ...Object.fromEntries(clear), ...sealed }) };
};
const addressOf = (type: string) =>
  eventChannels.find(({ types }) => types.includes(type))!.address.replace(/\{\w+\}/, 'a'.repeat(32));
const byType = new Map(catalogue.map((definition) => [definition.type, published(definition)]));
const order = byType.get('touchpoint.order.completed')!;
const withData = (more: object) => ({
  ...order,
  data: JSON.stringify({ ...(JSON.parse(order.data) as object), ...more }),
});

it.each([...byType])('describes the golden sample of %s', (type, event) => {
  expect(faultsOf({ address: addressOf(type), event })).toEqual([]);
});

it.each<[string, Placed]>([
  ['a topic', { address: 'gossip', event: order }],
  ['a type', { address: 'touchpoints', event: { ...order, type: 'touchpoint.order.dreamt' } }],
  ['a version', { address: 'touchpoints', event: { ...order, schemaVersion: 99 } }],
  ['a place of a known type', { address: customerStream(id), event: order }],
  ['a clear field', { address: 'touchpoints', event: withData({ nickname: 'Ada' }) }],
  ['a personal field in the clear', { address: 'touchpoints', event: withData({ name: 'Order Completed' }) }],
  ['a field of another type', { address: 'touchpoints', event: withData({ amount: 49.9 }) }],
  ['a box of another role', { address: 'touchpoints', event: withData({ sealed: { owner: 'AQ==' } }) }],
  [
    'an identifier in the envelope',
    {
      address: identityStream('a'.repeat(32)),
      event: { ...order, metadata: { ...metadata, participants: ['subject:email:ada@example.com'] } },
    },
  ],
])('notices what is not documented: %s', (_, placed) => {
  expect(faultsOf(placed)).toHaveLength(1);
});

it('lets a department bring facts of its own', () => {
  const fact = { ...order, type: 'service.case.opened', data: '{"amount":"1"}' };
  expect(faultsOf({ address: 'department.service', event: { ...fact, data: '{}' } })).toEqual([]);
});
