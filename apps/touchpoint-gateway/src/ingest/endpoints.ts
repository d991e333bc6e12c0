import type { Endpoint } from './read-request';
import { messageTypes } from '../mapping/message';

type Named = readonly (readonly [string, Endpoint])[];

const letters = { i: 'identify', t: 'track', p: 'page', s: 'screen', g: 'group', a: 'alias' } as const;
const batch: Endpoint = { kind: 'batch', imported: false };

const single = messageTypes.map((type) => [type, { kind: 'event', type }] as const);
const short = Object.entries(letters).map(([letter, type]) => [letter, { kind: 'event', type }] as const);

/** Of the Segment and RudderStack SDKs. */
const segment: Named = [
  ['batch', batch],
  ['b', batch],
  ['import', { kind: 'batch', imported: true }],
  ...single,
  ...short,
];
/** Of the Jitsu SDK: from browsers, and from servers. */
const jitsu: Named = [...single, ...[...single, ['batch', batch] as const].map(at('s2s/'))];

function at(prefix: string) {
  return ([name, endpoint]: Named[number]) => [prefix + name, endpoint] as const;
}

/**
 * Addresses of the SDKs, each also with a trailing slash: a redirect would lose the batch. Jitsu's client puts its path behind
 * whatever host it was given, so a host that ends with a slash makes two.
 */
export const endpoints: Named = [
  ...segment.map(at('/v1/')),
  ...jitsu.map(at('/api/s/')),
  ...jitsu.map(at('//api/s/')),
].flatMap((named) => [named, [`${named[0]}/`, named[1]] as const]);
