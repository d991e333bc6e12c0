import { channels } from '@touchstone/contracts';
import { objectOf, type Message } from './message';
import { recognise } from './recognise';

type Channel = (typeof channels)[number];

const aliases: Record<string, Channel> = {
  browser: 'web',
  website: 'web',
  app: 'mobile',
  ios: 'mobile',
  android: 'mobile',
  call: 'phone',
  pos: 'store',
  'in-store': 'store',
  post: 'mail',
};
const named = (value: unknown): Channel | undefined => {
  if (typeof value !== 'string') return undefined;
  const name = value.trim().toLowerCase();
  return (channels as readonly string[]).includes(name) ? (name as Channel) : aliases[name];
};

/** Beginnings of names that no specification reserves, but that say where they come from. */
const byEvent: readonly (readonly [RegExp, Channel])[] = [
  [/^(?:email |e-mail |subscribed$)/i, 'email'],
  [/^live chat /i, 'chat'],
  [/^sms /i, 'sms'],
  [/^(?:call |phone call )/i, 'phone'],
];
const mobileSystem = /^(?:ios|ipados|android|watchos|tvos)$/i;
const browserLibrary = /^(?:analytics\.js|analytics-next|rudderlabs javascript sdk|@jitsu\/js)/i;

/**
 * The channel, from the closed list: what the emitter says (`properties.channel`, `context.channel`), then the kind of
 * call, what its name is reserved for, the device, the library, and at last RudderStack's `channel` of the message.
 */
export const channelOf = (message: Message, reserved = recognise(message)?.channel): Channel => {
  const context = message.context ?? {};
  const said = named(message.properties?.['channel']) ?? named(context['channel']);
  if (said) return said;
  if (message.type === 'page') return 'web';
  if (message.type === 'screen') return 'mobile';
  if (reserved) return reserved;
  const begun = message.type === 'track' && byEvent.find(([names]) => names.test(message.event ?? ''));
  if (begun) return begun[1];
  const system = objectOf(context['os'])?.['name'] ?? objectOf(context['device'])?.['type'];
  const { name: library, env } = objectOf(context['library']) ?? {};
  // Jitsu's SDK is one for browsers and servers, says which, and describes an empty page on a server.
  const inBrowser =
    Object.keys(objectOf(context['page']) ?? {}).length > 0 ||
    (typeof library === 'string' && browserLibrary.test(library) && env !== 'node');
  if (inBrowser) return 'web';
  if (typeof system === 'string' && mobileSystem.test(system)) return 'mobile';
  return named(message.channel) ?? (typeof library === 'string' ? 'server' : 'other');
};
