import { escapeIdentifier } from 'pg';
import type { Append, ExpectedVersion } from '../port';
import { notingStatement, type Note, type Notebook, type NotedAppend } from './noted';
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

const encodeNotes = (appends: readonly NotedAppend[]) => {
  const texts = (field: keyof Note) => textArray(appends.map(({ note }) => note?.[field] ?? ''));
  const ids = plainArray(appends.map(({ note }) => note?.id ?? 'NULL'));
  return [ids, texts('fingerprint'), texts('before'), texts('after')];
};

interface Statements {
  readonly plain: Statement;
  readonly noting?: Statement;
}

const statementsOf = (schema: string, name: string, count: number, notebook: Notebook | undefined): Statements => {
  const rest = Array.from({ length: count - 2 }, (_, index) => `$${index + 3}`).join(', ');
  const call = (expected: string) => `${escapeIdentifier(schema)}.${name}($1, ${expected}, ${rest})`;
  const plain = { name: `${schema}.${name}`, text: `SELECT * FROM ${call('$2')}` };
  if (!notebook) return { plain };
  return { plain, noting: { name: `${schema}.${name}.noted`, text: notingStatement(call, count + 1, notebook) } };
};

/** Appends to distinct streams in one transaction. Answers by stream; an append that is absent did not take place. */
export const flushTo = (sessions: Sessions, schema: string, notebook?: Notebook) => {
  const singles = statementsOf(schema, 'append_singles', 9, notebook);
  const several = statementsOf(schema, 'append_events', 12, notebook);

  return async (appends: readonly NotedAppend[]): Promise<Map<string, Appended>> => {
    const streams = [
      textArray(appends.map(({ stream }) => stream)),
      plainArray(appends.map(({ expected }) => expectedCode(expected))),
    ];
    const single = appends.every(({ events }) => events.length === 1);
    const { plain, noting } = single ? singles : several;
    const values = [...streams, ...(single ? [] : encodePlaces(appends)), ...encodeEvents(appends)];
    const rows =
      noting && appends.some(({ note }) => note)
        ? await sessions.run(noting, [...values, ...encodeNotes(appends)])
        : await sessions.run(plain, values);
    return new Map(
      rows.map(([stream, version, epoch, txid, position]) => [
        stream as string,
        { version: Number(version), position: encodePosition(epoch as string, txid as string, position as string) },
      ]),
    );
  };
};
