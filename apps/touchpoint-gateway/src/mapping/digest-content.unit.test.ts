import { digestContent } from './digest-content';
import type { Message } from './message';

const sent = {
  type: 'track',
  userId: 'u1',
  event: 'Seen',
  messageId: 'm1',
  properties: { a: 1 },
  context: { traits: { email: 'a@b.ch' }, library: { version: '1' } },
  timestamp: '2026-01-01T00:00:00Z',
};
const digest = (message: object) => digestContent({ ...sent, ...message } as Message);

it.each<[string, object]>([
  ['another sentAt', { sentAt: '2026-01-02T00:00:00Z' }],
  ['a retry count', { _metadata: { retryCount: 3 } }],
  ['another version of the library', { context: { ...sent.context, library: { version: '2' }, ip: '10.0.0.1' } }],
  ['integrations', { integrations: { All: true } }],
  ['null for what is absent', { anonymousId: null, traits: null }],
])('is the same with %s', (_, change) => {
  expect(digest(change)).toBe(digest({}));
});
it.each<[string, object]>([
  ['another type', { type: 'page' }],
  ['another person', { userId: 'u2' }],
  ['a further identity', { anonymousId: 'a1' }],
  ['another e-mail address', { context: { traits: { email: 'b@b.ch' } } }],
  ['another name', { event: 'Bought' }],
  ['other properties', { properties: { a: 2 } }],
  ['traits', { traits: { vip: true } }],
  ['another timestamp', { timestamp: '2026-01-01T00:00:01Z' }],
  ['no timestamp', { timestamp: undefined }],
])('differs with %s', (_, change) => {
  expect(digest(change)).not.toBe(digest({}));
});
it('is frozen', () => {
  expect(digest({})).toBe(
    '{"contextTraits":{"email":"a@b.ch"},"event":"Seen","properties":{"a":1},"timestamp":"2026-01-01T00:00:00Z","type":"track","userId":"u1"}',
  );
});
