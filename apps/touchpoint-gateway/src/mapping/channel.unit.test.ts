import { channelOf } from './channel';
import type { Message } from './message';

const of = (message: object) => channelOf({ type: 'track', event: 'Seen', ...message } as Message);

it.each<[string, object, string]>([
  ['what the properties say', { properties: { channel: 'Store' }, context: { channel: 'web' } }, 'store'],
  ['what the context says', { context: { channel: 'phone' } }, 'phone'],
  ['another word for it', { properties: { channel: 'browser' } }, 'web'],
  ['nothing that is not in the list', { properties: { channel: 'ann@example.com' } }, 'other'],
  ['a page', { type: 'page' }, 'web'],
  ['a screen', { type: 'screen' }, 'mobile'],
  ['an e-mail event', { event: 'Email Link Clicked' }, 'email'],
  ['a live chat', { event: 'Live Chat Conversation Started' }, 'chat'],
  ['a browser on a telephone', { context: { page: { url: '/' }, os: { name: 'iOS' } } }, 'web'],
  ['an app', { context: { device: { type: 'android' } } }, 'mobile'],
  ['the browser SDK', { context: { library: { name: 'analytics.js' } } }, 'web'],
  ['the SDK of Jitsu in a browser', { context: { library: { name: '@jitsu/js', env: 'browser' }, page: {} } }, 'web'],
  ['the SDK of Jitsu on a server', { context: { library: { name: '@jitsu/js', env: 'node' }, page: {} } }, 'server'],
  ['a server SDK', { context: { library: { name: '@segment/analytics-node' } } }, 'server'],
  ['the channel of RudderStack', { channel: 'server' }, 'server'],
  ['nothing at all', {}, 'other'],
])('reads %s', (_, message, channel) => {
  expect(of(message)).toBe(channel);
});
