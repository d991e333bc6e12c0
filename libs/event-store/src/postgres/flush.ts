import { escapeIdentifier } from 'pg';
import type { Append, ExpectedVersion } from '../port';
import { encodePosition } from './position';
import type { Sessions, Statement } from './sessions';

export interface Appended {
  readonly version: number;
  readonly position: string;
}

const codes = { 'no-stream': -1, 'stream-exists': -2, any: -3 } as const;
const expectedCode = (expected: ExpectedVersion): number => (typeof expected === 'number' ? expected : codes[expected]);

const textArray = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
const plainArray = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;

/** Columns of the events of a flush; data and metadata lie in one buffer, which needs no escaping and no array parsing. */
const encodeEvents = (appends: readonly Append[]) => {
  const events = appends.flatMap(({ events }) => events);
  const texts = events.flatMap(({ data, metadata }) => [data, JSON.stringify(metadata)]);
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const body = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + size, 0));
  const starts: number[] = [];
  let offset = 0;
  texts.forEach((text, index) => {
    if (index % 2 === 0) starts.push(offset + 1);
    offset += body.write(text, offset);
  });
  return [
    plainArray(events.map(({ id }) => id)),
    textArray(events.map(({ type }) => type)),
    plainArray(events.map(({ schemaVersion }) => schemaVersion)),
    plainArray(starts),
    plainArray(sizes.filter((_, index) => index % 2 === 0)),
    plainArray(sizes.filter((_, index) => index % 2 === 1)),
    body,
  ];
};

const encodePlaces = (appends: readonly Append[]) => [
  plainArray(appends.flatMap(({ events }, item) => events.map(() => item + 1))),
  plainArray(appends.flatMap(({ events }) => events.map((_, index) => index + 1))),
  textArray(appends.flatMap(({ stream, events }) => events.map(() => stream))),
];

const parameters = (count: number) => Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');

/** Appends to distinct streams in one transaction. Answers by stream; an append that is absent did not take place. */
export const flushTo = (sessions: Sessions, schema: string) => {
  const owner = escapeIdentifier(schema);
  const singles: Statement = {
    name: `${schema}.singles`,
    text: `SELECT * FROM ${owner}.append_singles(${parameters(9)})`,
  };
  const several: Statement = {
    name: `${schema}.several`,
    text: `SELECT * FROM ${owner}.append_events(${parameters(12)})`,
  };

  return async (appends: readonly Append[]): Promise<Map<string, Appended>> => {
    const streams = [
      textArray(appends.map(({ stream }) => stream)),
      plainArray(appends.map(({ expected }) => expectedCode(expected))),
    ];
    const rows = appends.every(({ events }) => events.length === 1)
      ? await sessions.run(singles, [...streams, ...encodeEvents(appends)])
      : await sessions.run(several, [...streams, ...encodePlaces(appends), ...encodeEvents(appends)]);
    return new Map(
      rows.map(([stream, version, epoch, txid, position]) => [
        stream as string,
        { version: Number(version), position: encodePosition(epoch as string, txid as string, position as string) },
      ]),
    );
  };
};
