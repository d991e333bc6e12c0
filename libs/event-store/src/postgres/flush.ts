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

const needsEscape = /["\\]/;
const escaped = (text: string): string => (needsEscape.test(text) ? text.replace(/["\\]/g, '\\$&') : text);
const textArray = (texts: readonly string[]): string =>
  texts.length === 0 ? '{}' : `{"${texts.map(escaped).join('","')}"}`;
const plainArray = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;

/** Columns of the events of a flush; data and metadata lie in one buffer, which needs no escaping and no array parsing. */
const encodeEvents = (appends: readonly Append[]) => {
  const events = appends.flatMap(({ events }) => events);
  const texts: string[] = [];
  for (const { data, metadata } of events) texts.push(data, JSON.stringify(metadata));
  const whole = texts.join('');
  const body = Buffer.from(whole);
  // As many bytes as characters: it is all ASCII, as it mostly is.
  const sizes = texts.map(body.length === whole.length ? (text) => text.length : (text) => Buffer.byteLength(text));
  const columns = { starts: [] as number[], data: [] as number[], metadata: [] as number[] };
  let offset = 1;
  for (let at = 0; at < sizes.length; at += 2) {
    const [data, metadata] = [sizes[at] as number, sizes[at + 1] as number];
    columns.starts.push(offset);
    columns.data.push(data);
    columns.metadata.push(metadata);
    offset += data + metadata;
  }
  return [
    plainArray(events.map(({ id }) => id)),
    textArray(events.map(({ type }) => type)),
    plainArray(events.map(({ schemaVersion }) => schemaVersion)),
    plainArray(columns.starts),
    plainArray(columns.data),
    plainArray(columns.metadata),
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
