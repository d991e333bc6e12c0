import { CloudEventFault, type ReceivedCloudEvent } from './cloud-event';
import { cloudEventsOfHttp } from './http-binding';
import { cloudEventOfKafka } from './kafka-binding';

// The scenarios of github.com/cloudevents/conformance (features/http- and kafka-protocol-binding.feature), as cases of ours.
const attributes = {
  specversion: '1.0',
  id: '1234-1234-1234',
  type: 'com.example.someevent',
  source: '/mycontext/subcontext',
  time: '2018-04-05T03:56:24Z',
};
const data = { message: 'Hello World!' };
const payload = Buffer.from(JSON.stringify(data, null, 4));
const prefixed = (prefix: string) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [prefix + name, value]));
const buffers = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
const structured = Buffer.from(JSON.stringify({ ...attributes, datacontenttype: 'application/json', data }));

const http = (headers: Record<string, string>, body: Buffer): ReceivedCloudEvent[] => {
  const read = cloudEventsOfHttp(headers, body);
  if (read instanceof CloudEventFault) throw new Error(read.detail);
  return [...read.events];
};
const json = ['application/json', 'application/json; charset=utf-8'];
const cloudEvents = [
  'application/cloudevents+json',
  'application/cloudevents+json; charset=utf-8',
  'Application/CloudEvents+JSON;charset="UTF-8"',
];

describe('HTTP protocol binding', () => {
  it.each(json)('binary content mode (%s)', (contentType) => {
    const [received] = http({ ...prefixed('ce-'), 'content-type': contentType }, payload);
    expect(received!.event).toEqual({ ...attributes, datacontenttype: contentType, data, extensions: {} });
    expect(received!.sent).toEqual({ ...attributes, datacontenttype: contentType, data });
  });
  it.each(cloudEvents)('structured content mode (%s)', (contentType) => {
    const [received] = http({ 'content-type': contentType }, structured);
    expect(received!.event).toEqual({ ...attributes, datacontenttype: 'application/json', data, extensions: {} });
  });
  it('batched content mode', () => {
    const headers = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    const received = http(headers, Buffer.from(`[${String(structured)},${String(structured)}]`));
    const event = { ...attributes, datacontenttype: 'application/json', data, extensions: {} };
    expect(received.map((one) => one.event)).toEqual([event, event]);
    expect(http(headers, Buffer.from('[]'))).toEqual([]);
  });
});

describe('Kafka protocol binding', () => {
  it('binary content mode', () => {
    const headers = buffers({ ...prefixed('ce_'), 'content-type': 'application/json' });
    expect(cloudEventOfKafka({ headers, value: payload }).event).toEqual({
      ...attributes,
      datacontenttype: 'application/json',
      data,
      extensions: {},
    });
  });
  it.each(cloudEvents)('structured content mode (%s)', (contentType) => {
    const headers = buffers({ 'content-type': contentType });
    expect(cloudEventOfKafka({ headers, value: structured }).event).toEqual({
      ...attributes,
      datacontenttype: 'application/json',
      data,
      extensions: {},
    });
  });
});
