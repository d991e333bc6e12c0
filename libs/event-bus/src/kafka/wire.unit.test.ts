import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { asyncapi, interactionRecorded, type WireEvent } from '@touchstone/contracts';
import type { KafkaMessage } from 'kafkajs';
import { keyIn, sampleEvent } from '../contract/sample-messages';
import { decodeMessage, encodeMessage } from './wire';

/** As kafkajs gives it back: headers and value as bytes. */
const carried = (key: string, event: WireEvent): KafkaMessage => {
  const { headers = {}, value } = encodeMessage(key, 3, event);
  const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(String(header))]);
  return {
    ...{ key: Buffer.from(key), value: Buffer.from(String(value)), headers: Object.fromEntries(bytes) },
    ...{ offset: '17', timestamp: '0', attributes: 0 },
  };
};

describe('An event on a topic', () => {
  const key = keyIn(3);

  it('is a CloudEvent in binary mode', () => {
    const event = sampleEvent(1);
    const { headers } = encodeMessage(key, 3, event);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_type: 'test.sample.happened',
      ce_source: 'test',
      ce_time: '2026-01-01T00:00:00.000Z',
      ce_partitionkey: key,
    });
    for (const name of Object.keys(headers ?? {})) expect(name).toMatch(/^(content-type|ce_[a-z0-9]{1,20})$/);
  });

  it('has the headers that the AsyncAPI document describes', () => {
    const { components } = asyncapi() as unknown as { components: { messages: Record<string, { headers: object }> } };
    const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
    const faultsOf = (headers: object, message: string) => {
      const fits = ajv.compile({ ...components.messages[message]?.headers, components });
      return fits(JSON.parse(JSON.stringify(headers))) ? [] : (fits.errors ?? []);
    };
    const event = sampleEvent(1, { type: interactionRecorded.type, schemaVersion: 1 });
    const { headers = {} } = encodeMessage(key, 3, event);
    expect(faultsOf(headers, `${interactionRecorded.type}.v1`)).toEqual([]);
    expect(faultsOf({ ...headers, ce_schemaversion: '2' }, `${interactionRecorded.type}.v1`)).not.toEqual([]);
    expect(faultsOf({ ...headers, ce_id: 'x' }, `${interactionRecorded.type}.v1`)).not.toEqual([]);
  });

  it('comes back as it was, with every field of its metadata', () => {
    const metadata = {
      ...sampleEvent(0).metadata,
      digest: '00ff',
      imported: true,
      origin: { id: 'o', source: 's' },
    } as const;
    const event = sampleEvent(2, { metadata });
    expect(decodeMessage('touchpoints', 3, carried(key, event))).toEqual({
      ...{ topic: 'touchpoints', partition: 3, offset: 17, key, event },
    });
  });

  it('is carried even when it is none, so that the consumer can park it', () => {
    const strange = { key: null, value: Buffer.from('hello'), headers: {}, offset: '1', timestamp: '0', attributes: 0 };
    const { event, key: none } = decodeMessage('touchpoints', 0, strange);
    expect([event.id, event.data, event.metadata, none]).toEqual(['', 'hello', undefined, '']);
    const torn = sampleEvent(3, { metadata: undefined as unknown as WireEvent['metadata'] });
    expect(decodeMessage('t', 0, carried(key, torn)).event.metadata).toBeUndefined();
  });
});
