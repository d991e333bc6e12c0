import fc from 'fast-check';
import type { Json } from '../json';
import { CloudEventFault, type CloudEvent } from './cloud-event';
import { cloudEventsOfHttp, cloudEventsToHttpBatch, cloudEventToHttp, type EncodedHttp } from './http-binding';
import { cloudEventOfKafka, cloudEventToKafka } from './kafka-binding';

const forbidden = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((value) => !forbidden.test(value));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const reserved = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data'];

const data = fc.oneof(
  fc.record({
    data: fc.jsonValue() as fc.Arbitrary<Json>,
    datacontenttype: fc.constantFrom(undefined, 'application/json', 'application/vnd.x+json; v=1'),
  }),
  fc.record({
    data: fc.string({ minLength: 1, unit: 'grapheme' }),
    datacontenttype: fc.constantFrom('text/plain', 'application/xml'),
  }),
  fc.record({ data: fc.uint8Array({ minLength: 1 }), datacontenttype: fc.constantFrom(undefined, 'image/png') }),
  fc.constant({}),
);
const event = fc
  .tuple(
    fc.record({
      specversion: fc.constant('1.0' as const),
      id: text,
      source: fc.webUrl({ withQueryParameters: true }),
      type: text,
      subject: optional(text),
      time: optional(
        fc
          .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
          .map((date) => date.toISOString()),
      ),
      dataschema: optional(fc.webUrl()),
      extensions: fc.dictionary(
        fc.stringMatching(/^[a-z0-9]{1,20}$/).filter((name) => !reserved.includes(name)),
        fc.oneof(text, fc.boolean(), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
        { maxKeys: 4 },
      ),
    }),
    data,
  )
  .map(([attributes, rest]) => plain({ ...attributes, ...rest } as CloudEvent));

/** Without what is absent, and with bytes that compare. */
const plain = (sent: CloudEvent): CloudEvent => {
  const known = Object.entries(sent).filter(([, value]) => value !== undefined);
  const bytes = sent.data instanceof Uint8Array ? { data: new Uint8Array(sent.data) } : {};
  return { ...Object.fromEntries(known), ...bytes, extensions: { ...sent.extensions } } as unknown as CloudEvent;
};
const read = (encoded: EncodedHttp): CloudEvent[] => {
  const found = cloudEventsOfHttp(encoded.headers, encoded.body);
  if (found instanceof CloudEventFault) throw new Error(found.detail);
  return found.events.map(({ event: one }) => {
    if (one instanceof CloudEventFault) throw new Error(one.detail);
    return plain(one);
  });
};
/** What a binary message keeps of an event: texts of its extensions, and the content type that JSON implies. */
const inBinary = (sent: CloudEvent): CloudEvent => ({
  ...sent,
  ...(sent.data !== undefined &&
    !(sent.data instanceof Uint8Array) && { datacontenttype: sent.datacontenttype ?? 'application/json' }),
  extensions: Object.fromEntries(Object.entries(sent.extensions).map(([name, value]) => [name, String(value)])),
});
/** As JSON writes it: it has one zero. */
const normalised = (sent: CloudEvent): CloudEvent =>
  sent.data === undefined || sent.data instanceof Uint8Array
    ? sent
    : { ...sent, data: JSON.parse(JSON.stringify(sent.data)) as Json };

it('a structured event is read as it was written', () => {
  fc.assert(
    fc.property(event, (sent) => expect(read(cloudEventToHttp(sent, 'structured'))).toEqual([normalised(sent)])),
  );
});
it('so is a batch', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), (sent) =>
      expect(read(cloudEventsToHttpBatch(sent))).toEqual(sent.map(normalised)),
    ),
  );
});
it('so is a binary event, in printable ASCII', () => {
  fc.assert(
    fc.property(event, (sent) => {
      const encoded = cloudEventToHttp(sent, 'binary');
      for (const value of Object.values(encoded.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
      expect(read(encoded)).toEqual([normalised(inBinary(sent))]);
    }),
  );
});
it('so is a record of Kafka', () => {
  const received = (sent: CloudEvent, mode: 'binary' | 'structured') => {
    const { event: one } = cloudEventOfKafka(cloudEventToKafka(sent, mode));
    return plain(one as CloudEvent);
  };
  fc.assert(
    fc.property(event, (sent) => {
      expect(received(sent, 'structured')).toEqual(normalised(sent));
      expect(received(sent, 'binary')).toEqual(normalised(inBinary(sent)));
    }),
  );
});
