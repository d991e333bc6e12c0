import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  catalogue,
  defineEvent,
  definitionOf,
  encodeParticipant,
  interactionRecorded,
  personal,
} from '@touchstone/contracts';
import type { EventDefinition, EventMetadata, PlainEvent, RecordedEvent, Role, WireEvent } from '@touchstone/contracts';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { BoxUnreadable } from './box-unreadable';
import { eventCodec } from './event-codec';
import { openVault } from './open-vault';
import { CannotSeal } from './seal-event';
import type { Vault } from './vault';

const ids = { ann: 'a'.repeat(32), bob: 'b'.repeat(32), acme: 'c'.repeat(32) };
const participant = (role: Role, identity: string) => encodeParticipant({ role, type: 'user_id', identity });
const metadata: EventMetadata = {
  source: 'shop',
  time: '2026-01-01T00:00:00.000Z',
  participants: [
    participant('subject', ids.ann),
    participant('subject', ids.bob),
    participant('organisation', ids.acme),
  ],
};
const data = {
  kind: 'track',
  channel: 'web',
  name: 'planted-name',
  identifiers: [{ type: 'user_id', value: 'planted-user' }],
  traits: { email: 'planted@example.com' },
  organisation: { identifiers: [{ type: 'group_id', value: 'planted-group' }] },
};
const event = (changes: Partial<PlainEvent> = {}): PlainEvent => ({
  id: 'e1',
  type: interactionRecorded.type,
  schemaVersion: 1,
  data,
  metadata,
  ...changes,
});
const recorded = (wire: WireEvent, changes = {}): RecordedEvent => ({
  ...wire,
  stream: 's',
  version: 0,
  position: '1',
  recordedAt: metadata.time,
  ...changes,
});

let database: TestDatabase;
let vault: Vault;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('DROP SCHEMA IF EXISTS keys CASCADE');
  vault = await openVault({ pool: database.pool, wrappingKey: randomBytes(32) });
});
const sealOne = async (plain: PlainEvent) => (await eventCodec(vault).seal([plain]))[0]!;

it('seals one box per role and opens them again', async () => {
  const sealed = await sealOne(event());
  expect(JSON.parse(sealed.data)).toEqual({
    kind: 'track',
    channel: 'web',
    sealed: { subject: expect.any(String), organisation: expect.any(String) },
  });
  const [opened] = await eventCodec(vault).open([recorded(sealed)]);
  expect(opened).toEqual({ ...event(), stream: 's', version: 0, position: '1', recordedAt: metadata.time });
});

it('seals under the first participant of the role, so the second one opens nothing', async () => {
  await sealOne(event());
  const { rows } = await database.pool.query('SELECT identity FROM keys.keys ORDER BY identity');
  expect(rows).toEqual([{ identity: ids.ann }, { identity: ids.acme }]);
});

it('says which roles are erased and goes on', async () => {
  const sealed = recorded(await sealOne(event()));
  await vault.destroyKeys([ids.ann]);
  const [opened] = await eventCodec(vault).open([sealed]);
  expect(opened!.erased).toEqual(['subject']);
  expect(opened!.data).toEqual({ kind: 'track', channel: 'web', organisation: data.organisation });
});

it('leaves no planted marker of any personal field of any declared event in the bytes', async () => {
  const planted = (catalogue as readonly EventDefinition[]).filter(
    ({ personal: fields }) => Object.keys(fields).length > 0,
  );
  expect(planted.length).toBeGreaterThan(5);
  const events = planted.map((definition, n): PlainEvent => {
    const fields = Object.keys(definition.personal);
    const clear = Object.keys(definition.schema.shape).filter((field) => !fields.includes(field));
    const marked = fields.map((field) => [field, { deep: [`marker-${field}`], [`marker-key-${field}`]: 1 }]);
    const participants = definition.participants.map((role) => participant(role, ids.ann));
    return {
      id: `e${n}`,
      type: definition.type,
      schemaVersion: definition.schemaVersion,
      data: Object.fromEntries([...clear.map((field) => [field, 'clear']), ...marked]),
      metadata: { ...metadata, participants },
    };
  });
  const sealed = await eventCodec(vault).seal(events);
  expect(JSON.stringify(sealed)).not.toMatch(/marker/);
  expect(
    Buffer.concat(
      sealed.flatMap(({ data: text }) =>
        Object.values((JSON.parse(text) as { sealed: Record<string, string> }).sealed).map((box) =>
          Buffer.from(box, 'base64'),
        ),
      ),
    ).includes('marker'),
  ).toBe(false);
  const opened = await eventCodec(vault).open(sealed.map((wire) => recorded(wire)));
  expect(opened.map((one) => one.data)).toEqual(events.map((one) => one.data));
});

it('opens a copy by the id of its origin', async () => {
  const sealed = await sealOne(event());
  const copy = recorded({ ...sealed, id: 'copy', metadata: { ...metadata, origin: { id: 'e1', source: 'sales' } } });
  expect((await eventCodec(vault).open([copy]))[0]!.data).toEqual(data);
  await expect(eventCodec(vault).open([recorded({ ...sealed, id: 'moved' })])).rejects.toThrow(BoxUnreadable);
});

it('brings old versions up, erased or not, and passes unknown types through', async () => {
  const first = defineEvent('test.note.taken', 1, z.object({ n: z.number(), text: personal(z.string()) }), {
    participants: ['subject'],
  });
  const second = defineEvent('test.note.taken', 2, z.object({ count: z.number(), text: personal(z.string()) }), {
    participants: ['subject'],
    upcasts: { 1: ({ n, ...rest }) => ({ ...rest, count: n }) },
  });
  const codec = (definition: unknown) => eventCodec(vault, () => definition as EventDefinition | undefined);
  const [old] = await codec(first).seal([event({ type: first.type, data: { n: 3, text: 'secret' } })]);
  expect((await codec(second).open([recorded(old!)]))[0]).toMatchObject({
    schemaVersion: 2,
    data: { count: 3, text: 'secret' },
  });
  expect((await codec(undefined).open([recorded(old!)]))[0]).toMatchObject({
    schemaVersion: 1,
    data: { n: 3, text: 'secret' },
  });
  await vault.destroyKeys([ids.ann]);
  expect((await codec(second).open([recorded(old!)]))[0]).toMatchObject({ data: { count: 3 }, erased: ['subject'] });
});

it.each<[string, Partial<PlainEvent>, RegExp]>([
  ['a type that nobody declared', { type: 'a.b.c' }, /not declared/],
  ['an old version', { schemaVersion: 0 }, /not the current one/],
  ['a field of the name of the boxes', { data: { ...data, sealed: {} } }, /field sealed already/],
  [
    'personal fields of a role without participant',
    { metadata: { ...metadata, participants: [participant('subject', ids.ann)] } },
    /role organisation/,
  ],
])('refuses to seal %s', async (_, changes, sentence) => {
  const failed = await sealOne(event(changes)).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(CannotSeal);
  expect((failed as Error).message).toMatch(sentence);
  expect((failed as Error).message).not.toMatch(/planted/);
});

it('opens the others of a page when one is damaged, and never quotes its text', async () => {
  const good = recorded(await sealOne(event()));
  const parsed = JSON.parse(good.data) as { sealed: { subject: string } };
  const damaged = [
    '{"planted',
    JSON.stringify({ sealed: { subject: parsed.sealed.subject.slice(0, 40) } }),
    JSON.stringify({ sealed: { subject: `${parsed.sealed.subject.slice(0, -8)}AAAAAAA=` } }),
    JSON.stringify({ sealed: { payer: parsed.sealed.subject } }),
    JSON.stringify({ sealed: { subject: 'AA' } }),
  ];
  const page = await eventCodec(vault).openEach([
    good,
    ...damaged.map((text) => ({ ...good, id: 'bad', data: text })),
    good,
  ]);
  expect(page.map((one) => ('error' in one ? one.error.constructor.name : 'opened'))).toEqual([
    'opened',
    ...damaged.map(() => 'BoxUnreadable'),
    'opened',
  ]);
  for (const one of page) if ('error' in one) expect(`${one.error.message}${one.error.stack}`).not.toMatch(/planted/);
});

it('costs one query for a page whose keys are not in memory, and none afterwards', async () => {
  const sealed = await eventCodec(vault).seal([event(), event({ id: 'e2' })]);
  await vault.close();
  const query = jest.spyOn(database.pool, 'query');
  await eventCodec(vault).open(sealed.map((wire) => recorded(wire)));
  expect(query).toHaveBeenCalledTimes(1);
  await eventCodec(vault).open(sealed.map((wire) => recorded(wire)));
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
  expect(definitionOf(interactionRecorded.type)).toBeDefined();
});
