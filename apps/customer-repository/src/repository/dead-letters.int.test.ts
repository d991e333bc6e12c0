import { identityStream, repairIdOf, touchpointsTopic, type DeadLetter, type WireEvent } from '@touchstone/contracts';
import { eventCodec } from '@touchstone/personal-data';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { keysOf, mail, openRepository, touchpoint } from '../running-repository.test-data';
import type { OpenRepository } from '../running-repository.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let repository: OpenRepository;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  repository = await openRepository(log, keys, eventually);
});
afterAll(async () => {
  await repository.close();
  await Promise.all([log.drop(), keys.drop()]);
});
const call: OpenRepository['call'] = (...request) => repository.call(...request);
const asAnalyst = (path: string) => call('GET', path, undefined, { key: keysOf.analyst });
const keyOf = ({ metadata }: WireEvent) => metadata.participants[0]?.slice(-32) as string;
const publish = (...events: WireEvent[]) =>
  repository.bus.publish(events.map((event) => ({ topic: touchpointsTopic, key: keyOf(event), event })));
const lettersAt = async (path: string) => (await asAnalyst(path)).body['items'] as DeadLetter[];
const streamOf = async (event: WireEvent) => (await repository.store.readStream(identityStream(keyOf(event)))).events;
const idsIn = async (event: WireEvent) => (await streamOf(event)).map(({ id }) => id);

const about = (person: ReturnType<typeof mail>, metadata: Partial<WireEvent['metadata']> = {}): WireEvent => {
  const event = touchpoint(person);
  return { ...event, metadata: { ...event.metadata, ...metadata } };
};
const broken = (person: ReturnType<typeof mail>, metadata: Partial<WireEvent['metadata']> = {}) =>
  about(person, { time: 'some day', ...metadata });
const letters = (events: readonly WireEvent[], query = '') =>
  eventually(
    `${events.length} letters`,
    () => lettersAt(`/repository/parked?key=${keyOf(events[0] as WireEvent)}${query}`),
    (found) => found.length === events.length,
  );

describe('parked events', () => {
  it('are listed by source, reason, key and state, in pages, and shown without a value', async () => {
    const person = mail();
    const events = [broken(person, { source: 'shop' }), about(person, { source: 'till' }), about(person)];
    await publish(...events);
    const [first, second, third] = (await letters(events)) as [DeadLetter, DeadLetter, DeadLetter];
    expect(first).toEqual({
      id: expect.stringMatching(/^touchpoints:\d+:\d+$/),
      kind: 'parked',
      state: 'open',
      source: 'shop',
      reason: 'unparsable-metadata',
      key: keyOf(events[0] as WireEvent),
      event: events[0]?.id,
      attempts: 1,
      at: expect.any(String),
      repairedBy: null,
    });
    const ids = async (query: string) => (await lettersAt(`/repository/parked?${query}`)).map(({ id }) => id);
    expect(await ids('source=till')).toEqual([second.id]);
    expect(await ids('reason=unparsable-metadata')).toEqual([first.id]);
    expect(await ids(`key=${first.key}&state=waiting`)).toEqual([second.id, third.id]);
    expect(await ids(`key=${'0'.repeat(32)}`)).toEqual([]);
    const page = await asAnalyst(`/repository/parked?key=${first.key}&limit=2`);
    expect(await ids(`key=${first.key}&cursor=${page.body['next']}`)).toEqual([third.id]);
    expect(await asAnalyst(`/repository/parked/${first.id}`)).toMatchObject({ status: 200, body: { history: [] } });
    expect(await asAnalyst(`/repository/parked/${first.id}/event`)).toMatchObject({ status: 403 });
    for (const action of ['replay', 'repair', 'discard'])
      expect(
        await call('POST', `/repository/parked/${first.id}/${action}`, { reason: 'x' }, { key: keysOf.analyst }),
      ).toMatchObject({ status: 403 });
    for (const id of ['x', 'touchpoints:0:999999', 'touchpoints:0'])
      expect(await asAnalyst(`/repository/parked/${id}`)).toMatchObject({ status: 404 });
    // Only the first of a key can be settled: those behind it go on by themselves.
    expect(await call('POST', `/repository/parked/${second.id}/discard`, { reason: 'x' })).toMatchObject({
      status: 409,
    });
    expect(await call('POST', `/repository/parked/${first.id}/discard`, { reason: 'a test' })).toMatchObject({
      status: 202,
    });
    await eventually(
      'the others went on',
      () => idsIn(events[1] as WireEvent),
      (stored) => stored.length === 2,
    );
  });

  it('are repaired by an event that names them, whose boxes stay readable; live events of the key never overtake', async () => {
    const person = mail();
    const [sealed] = await eventCodec(repository.vault).seal([
      {
        ...broken(person),
        data: { kind: 'track', channel: 'server', name: 'planted name', identifiers: [{ type: 'email', value: 'x' }] },
      },
    ]);
    const original = sealed as WireEvent;
    const sent: string[] = [];
    const more = async () => {
      const event = about(person);
      await publish(event);
      sent.push(event.id);
    };
    await publish(original);
    for (let n = 0; n < 40; n++) await more();
    const parked = () => lettersAt(`/repository/parked?key=${keyOf(original)}`);
    const [first] = await eventually('all are kept', parked, (found) => found.length === 41);
    let isLive = true;
    const live = (async () => {
      while (isLive || sent.length < 100) await more();
    })();
    expect(await call('POST', `/repository/parked/${first?.id}/repair`, {})).toMatchObject({ status: 400 });
    expect(await call('POST', `/repository/parked/${first?.id}/repair`, { time: '2026-13-45' })).toMatchObject({
      status: 400,
    });
    const bodiless = { participants: ['subject:email:nobody'], time: '2026-03-01T10:00:00.000Z' };
    expect((await call('POST', `/repository/parked/${first?.id}/repair`, bodiless)).body['detail']).toContain(
      'no-subject',
    );
    const body = { time: '2026-03-01T10:00:00.000Z' };
    const repaired = await call('POST', `/repository/parked/${first?.id}/repair`, body);
    expect(repaired).toMatchObject({ status: 202, body: { id: first?.id, event: expect.any(String) } });
    await eventually('the key flows again', parked, (found) => found.length === 0);
    isLive = false;
    await live;
    const repair = repaired.body['event'] as string;
    const stored = await eventually(
      'all are stored',
      () => idsIn(original),
      (ids) => ids.length === sent.length + 1,
    );
    expect(stored).toEqual([repair, ...sent]);
    const [event] = await eventCodec(repository.vault).open((await streamOf(original)).slice(0, 1));
    expect(event).toMatchObject({ data: { name: 'planted name' }, metadata: { repairs: original.id, ...body } });
    expect(await asAnalyst(`/repository/parked/${first?.id}`)).toMatchObject({
      body: { state: 'repaired', repairedBy: repair, history: [{ action: 'repaired', event: repair, reason: null }] },
    });
    expect(await call('POST', `/repository/parked/${first?.id}/replay`)).toMatchObject({ status: 409 });
  });

  it('take new data in plain form, which is sealed here; who looked at the values is recorded', async () => {
    const person = mail();
    const original = { ...broken(person), data: '{"kind":"nonsense"}' };
    await publish(original);
    const [letter] = await letters([original]);
    const path = `/repository/parked/${letter?.id}`;
    const viewed = await call('GET', `${path}/event`);
    expect(viewed.body).toMatchObject({ event: { id: original.id, data: { kind: 'nonsense' } } });
    const { type, schemaVersion } = original;
    const time = '2026-03-01T10:00:00.000Z';
    const undeclared = { type: 'a.b.c', time, data: { kind: 'track' } };
    expect(await call('POST', `${path}/repair`, undeclared)).toMatchObject({ status: 400 });
    const data = { kind: 'track', channel: 'web', name: 'planted', identifiers: [] };
    expect(await call('POST', `${path}/repair`, { type, schemaVersion, time, data })).toMatchObject({ status: 202 });
    const [stored] = await eventually(
      'it is stored',
      () => streamOf(original),
      (events) => events.length === 1,
    );
    expect(stored?.data).not.toContain('planted');
    expect((await eventCodec(repository.vault).open([stored as never]))[0]?.data).toMatchObject(data);
    const { body } = await asAnalyst(path);
    expect(body['history']).toEqual([
      { at: expect.any(String), by: expect.any(String), action: 'viewed', reason: null, event: null },
      expect.objectContaining({ action: 'repaired', event: stored?.id }),
    ]);
    const { rows } = await log.pool.query("SELECT id FROM access.api_keys WHERE role = 'steward'");
    expect((body['history'] as { by: string }[]).map(({ by }) => by)).toEqual([rows[0]?.id, rows[0]?.id]);
  });
});

describe('conflicts', () => {
  const versions = async (...digests: string[]): Promise<{ event: WireEvent; items: DeadLetter[] }> => {
    const [event] = await eventCodec(repository.vault).seal([
      { ...about(mail()), data: { kind: 'track', channel: 'web', name: 'planted', identifiers: [] } },
    ]);
    const all = digests.map((digest) => ({
      ...(event as WireEvent),
      metadata: { ...(event as WireEvent).metadata, digest: digest.repeat(32) },
    }));
    await publish(...all);
    const items = await eventually(
      'they are quarantined',
      () => lettersAt(`/repository/quarantine?key=${keyOf(event as WireEvent)}`),
      (found) => found.length === digests.length - 1,
    );
    return { event: event as WireEvent, items };
  };

  it('are accepted as an event of their own, once, which comes back settled; the other version stays open', async () => {
    const { event, items } = await versions('a', 'b', 'c');
    const [later, third] = items as [DeadLetter, DeadLetter];
    expect(later).toMatchObject({ kind: 'conflict', state: 'open', event: event.id, reason: 'same-id-other-content' });
    const path = `/repository/quarantine/${later.id}`;
    expect((await call('GET', `${path}/event`)).body).toMatchObject({
      stored: { data: { name: 'planted' }, metadata: { digest: 'a'.repeat(32) } },
      event: { data: { name: 'planted' }, metadata: { digest: 'b'.repeat(32) } },
    });
    const id = repairIdOf(event.id, 'b'.repeat(32));
    const answers = await Promise.all([call('POST', `${path}/repair`), call('POST', `${path}/repair`)]);
    expect(answers.map(({ body }) => body)).toContainEqual({ id: later.id, event: id });
    const shown = await eventually(
      'it is marked',
      () => asAnalyst(path),
      ({ body }) => body['state'] === 'repaired',
    );
    expect(shown.body).toMatchObject({
      repairedBy: id,
      history: [{ action: 'viewed' }, { action: 'repaired', event: id }, {}],
    });
    expect(await idsIn(event)).toEqual([event.id, id]);
    const opened = await eventCodec(repository.vault).open(await streamOf(event));
    expect(opened[1]).toMatchObject({ data: { name: 'planted' }, metadata: { repairs: event.id } });
    expect(await call('POST', `${path}/repair`)).toMatchObject({ status: 409 });
    expect(await call('POST', `${path}/discard`, { reason: 'x' })).toMatchObject({ status: 409 });
    await publish({ ...event, metadata: { ...event.metadata, digest: 'b'.repeat(32) } });
    const settled = () => lettersAt(`/repository/quarantine?key=${keyOf(event)}&state=repaired`);
    await eventually('sent again, it is settled at once', settled, (found) => found.length === 2);
    expect((await lettersAt(`/repository/quarantine?key=${keyOf(event)}`)).map((one) => one.id)).toEqual([third.id]);
  });

  it('are discarded with a reason, and wait for nobody any more', async () => {
    const { event, items } = await versions('a', 'b');
    const path = `/repository/quarantine/${items[0]?.id}`;
    expect(await call('POST', `${path}/discard`, {})).toMatchObject({ status: 400 });
    expect(await call('POST', `${path}/discard`, { reason: 'a test of theirs' })).toMatchObject({ status: 200 });
    expect(await asAnalyst(path)).toMatchObject({
      body: { state: 'discarded', history: [{ action: 'discarded', reason: 'a test of theirs' }] },
    });
    const marks = (await repository.service.marks?.()) as { parked: string[] };
    expect(marks.parked).not.toContain(event.id);
    for (const query of ['reason=other', 'source=nobody', 'state=waiting'])
      expect(await lettersAt(`/repository/quarantine?${query}`)).toEqual([]);
    expect(await asAnalyst('/repository/quarantine?cursor=x')).toMatchObject({ status: 400 });
    expect(await asAnalyst('/repository/quarantine/999999')).toMatchObject({ status: 404 });
  });
});

it('forgets a group of the bus that nobody uses, and only such a one', async () => {
  const admin = (method: string, path: string) => call(method, path, undefined, { key: keysOf.admin });
  const { body } = await admin('GET', '/repository/bus-groups');
  expect(body['items']).toContainEqual({ group: 'customer-repository', members: 1, behind: expect.any(Number) });
  const unused = await repository.bus.consume({ group: 'old', topics: [touchpointsTopic], handle: async () => [] });
  await unused.drain();
  expect(await admin('POST', '/repository/bus-groups/customer-repository/forget')).toMatchObject({ status: 409 });
  expect(await admin('POST', '/repository/bus-groups/old/forget')).toMatchObject({ status: 204 });
  expect(await admin('POST', '/repository/bus-groups/old/forget')).toMatchObject({ status: 409 });
  expect(await asAnalyst('/repository/bus-groups')).toMatchObject({ status: 403 });
});
