import asyncapiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { catalogue } from '../catalogue';
import { sealedField } from '../events/envelope';
import { asyncapi } from './asyncapi';

const document = asyncapi() as {
  channels: { touchpoints: { messages: Record<string, { $ref: string }> } };
  components: {
    messages: Record<string, { payload: object; 'x-data': { properties: Record<string, object> } }>;
    schemas: Record<string, object>;
  };
};

it('is valid by the schema of AsyncAPI 3.0', () => {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const valid = ajv.compile(asyncapiSchema as object);
  expect(valid(document) ? [] : valid.errors).toEqual([]);
  expect(valid({ ...document, info: {} })).toBe(false);
});

it('refers only to what is there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  const resolve = (path: string) =>
    path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
  expect(refs.length).toBeGreaterThan(5);
  for (const path of refs.filter((one) => !one.startsWith('$defs')))
    expect([path, typeof resolve(path)]).toEqual([path, 'object']);
});

it('shows every touchpoint, and no personal field', () => {
  const onBus = catalogue.filter(({ type }) => type.startsWith('touchpoint.'));
  expect(Object.keys(document.channels.touchpoints.messages)).toEqual(
    onBus.map(({ type, schemaVersion }) => `${type}.v${schemaVersion}`),
  );
  for (const { type, schemaVersion, personal } of onBus) {
    const { properties } = document.components.messages[`${type}.v${schemaVersion}`]!['x-data'];
    for (const field of Object.keys(personal)) expect(properties[field]).toBeUndefined();
    expect(properties[sealedField]).toBeDefined();
  }
});

it('describes an event as it is published', () => {
  const ajv = addFormats(new Ajv({ strict: false }));
  const message = document.components.messages['touchpoint.order.completed.v1']!;
  const published = {
    id: '0190f3c4-0000-7000-8000-000000000001',
    type: 'touchpoint.order.completed',
    schemaVersion: 1,
    data: '{}',
    metadata: { source: 's', time: '2026-01-01T00:00:00.000Z', participants: [`subject:user_id:${'a'.repeat(32)}`] },
  };
  const valid = ajv.compile({ ...message.payload, components: document.components });
  expect(valid(published)).toBe(true);
  expect(
    valid({ ...published, metadata: { ...published.metadata, participants: ['subject:email:ann@example.com'] } }),
  ).toBe(false);
  const data = {
    kind: 'track',
    channel: 'web',
    orderSource: 's',
    orderId: '1',
    amount: '1',
    currency: 'EUR',
    lines: [],
    sealed: { subject: 'AQ==' },
  };
  const validData = ajv.compile(message['x-data']);
  expect(validData(data)).toBe(true);
  expect(validData({ ...data, amount: 1 })).toBe(false);
});
