import { gzipSync } from 'node:zlib';
import { v4 } from 'uuid';
import { sampleMessage } from './sample-messages';

/** What one SDK sends in one request. */
export interface WireForm {
  readonly name: string;
  readonly path: string;
  /** Events in a request. */
  readonly size: number;
  body(users: readonly string[]): Buffer;
  headers(writeKey: string): Readonly<Record<string, string>>;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const basic = (writeKey: string) => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
const sentAt = (): string => new Date().toISOString();
const batchOf = (users: readonly string[]) => ({ batch: users.map(sampleMessage), sentAt: sentAt() });

const cloudEventOf = (userId: string) => {
  const { messageId, timestamp, properties } = sampleMessage(userId);
  const data = { userId, email: `${userId}@example.com`, ...properties };
  return { specversion: '1.0', id: messageId, source: '/bench', type: 'com.example.viewed', time: timestamp, data };
};

const segment: WireForm = {
  name: 'Segment, JSON batch of 15',
  path: '/v1/batch',
  size: 15,
  body: (users) => json(batchOf(users)),
  headers: (writeKey) => ({ authorization: basic(writeKey), 'content-type': 'application/json' }),
};
const rudder: WireForm = {
  name: 'RudderStack, gzip batch of 20 as a form',
  path: '/v1/batch',
  size: 20,
  body: (users) => gzipSync(json(batchOf(users))),
  headers: (writeKey) => ({
    authorization: basic(writeKey),
    'content-type': 'application/x-www-form-urlencoded',
    'content-encoding': 'gzip',
  }),
};
const browser: WireForm = {
  name: 'Segment in a browser, one as text/plain',
  path: '/v1/t',
  size: 1,
  body: ([userId = '']) => json({ ...sampleMessage(userId), sentAt: sentAt() }),
  headers: (writeKey) => ({
    authorization: basic(writeKey),
    'content-type': 'text/plain',
    origin: 'https://shop.example',
  }),
};
const jitsu: WireForm = {
  name: 'Jitsu, one as JSON',
  path: '/api/s/s2s/track',
  size: 1,
  body: ([userId = '']) => json({ ...sampleMessage(userId), sentAt: sentAt() }),
  headers: (writeKey) => ({ 'x-write-key': `bench:${writeKey}`, 'content-type': 'application/json' }),
};
const structured: WireForm = {
  name: 'CloudEvents, one structured',
  path: '/events',
  size: 1,
  body: ([userId = '']) => json(cloudEventOf(userId)),
  headers: (writeKey) => ({ authorization: `Bearer ${writeKey}`, 'content-type': 'application/cloudevents+json' }),
};
const binary: WireForm = {
  ...structured,
  name: 'CloudEvents, one binary',
  body: ([userId = '']) => json(cloudEventOf(userId).data),
  headers: (writeKey) => ({
    authorization: `Bearer ${writeKey}`,
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': v4(),
    'ce-source': '/bench',
    'ce-type': 'com.example.viewed',
    'ce-time': sentAt(),
  }),
};
const batched: WireForm = {
  ...structured,
  name: 'CloudEvents, batch of 100',
  size: 100,
  body: (users) => json(users.map(cloudEventOf)),
  headers: (writeKey) => ({
    authorization: `Bearer ${writeKey}`,
    'content-type': 'application/cloudevents-batch+json',
  }),
};

export const wireForms: readonly WireForm[] = [segment, rudder, browser, jitsu, structured, binary, batched];

/** As many events as JSON under the one address that the yardstick has. */
export const plainForm = (size: number): WireForm => ({ ...segment, name: `JSON batch of ${size}`, size });
