import { Parser } from '@asyncapi/parser';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { catalogue } from '../catalogue';
import { defineEvent } from '../events/define-event';
import { sealedField } from '../events/envelope';
import { asyncapi, withoutChannel } from './asyncapi';
import { eventChannels } from './channels';

interface Document {
  readonly channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  readonly components: {
    readonly messages: Record<string, { headers: object; payload: { properties: Record<string, object> } }>;
    readonly schemas: Record<string, object>;
  };
}
const document = asyncapi() as unknown as Document;
const faultsOf = async (it: object): Promise<string[]> => {
  const diagnostics = await new Parser().validate(JSON.stringify(it));
  return diagnostics.map(({ path, message }) => `${path.join('/')}: ${message}`);
};

it('is accepted by the parser of the AsyncAPI project, which finds nothing to say', async () => {
  expect(await faultsOf(document)).toEqual([]);
  const broken = { m: { $ref: '#/components/messages/gone' } };
  expect(
    await faultsOf({
      ...document,
      channels: { a: { address: 'a', messages: broken } },
      operations: {},
      components: {},
    }),
  ).not.toEqual([]);
});

const planted = defineEvent('planted.event.happened', 1, z.object({}), { participants: [] }) as never;

it('shows every event in a channel, and notices one that is in none', () => {
  expect(withoutChannel()).toEqual([]);
  expect(withoutChannel([...catalogue, planted])).toEqual(['planted.event.happened']);
  const shown = Object.values(document.channels).flatMap(({ messages }) => Object.keys(messages));
  const all = catalogue.map(({ type, schemaVersion }) => `${type}.v${schemaVersion}`);
  expect([...new Set(shown)].sort()).toEqual([...all, 'cloudEvent', 'departmentFact'].sort());
});

it('names no event that is not declared', () => {
  const declared = new Set(catalogue.map(({ type }) => type));
  expect(eventChannels.flatMap(({ types }) => types).filter((type) => !declared.has(type))).toEqual([]);
});

it('shows no personal field, but its box', () => {
  for (const { type, schemaVersion, personal } of catalogue) {
    const { properties } = document.components.messages[`${type}.v${schemaVersion}`]!.payload;
    for (const field of Object.keys(personal)) expect(properties[field]).toBeUndefined();
    expect(sealedField in properties).toBe(Object.keys(personal).length > 0);
  }
});

it('takes for a fact of a department what no event of ours is', () => {
  const { headers } = document.components.messages['departmentFact']!;
  const fits = addFormats(new Ajv({ strict: false })).compile({ ...headers, components: document.components });
  const fact = (type: string) => ({
    id: '0190f3c4-0000-7000-8000-000000000001',
    type,
    schemaVersion: 2,
    metadata: { source: 'service', time: '2026-01-01T00:00:00.000Z', participants: [] },
  });
  expect(fits(fact('service.case.opened'))).toBe(true);
  for (const type of [...catalogue.map((one) => one.type), 'service.opened']) expect(fits(fact(type))).toBe(false);
});
