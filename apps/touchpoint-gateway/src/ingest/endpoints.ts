import type { Endpoint } from './read-request';
import { messageTypes } from '../mapping/message';

const letters = { i: 'identify', t: 'track', p: 'page', s: 'screen', g: 'group', a: 'alias' } as const;

const single = [...messageTypes.map((type) => [type, type] as const), ...Object.entries(letters)];
const named: readonly (readonly [string, Endpoint])[] = [
  ['batch', { kind: 'batch', imported: false }],
  ['b', { kind: 'batch', imported: false }],
  ['import', { kind: 'batch', imported: true }],
  ...single.map(([name, type]) => [name, { kind: 'event', type }] as const),
];

/** Addresses of the Segment and RudderStack SDKs, each also with a trailing slash: a redirect would lose the batch. */
export const endpoints: readonly (readonly [string, Endpoint])[] = named.flatMap(([name, endpoint]) => [
  [`/v1/${name}`, endpoint] as const,
  [`/v1/${name}/`, endpoint] as const,
]);
