import { decodeToken, departmentTopic, headers, type RelayMarks } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { openSales, type OpenSales } from '../running-sales.test-data';

let log: TestDatabase;
let keys: TestDatabase;
let sales: OpenSales;
beforeAll(async () => {
  [log, keys] = await Promise.all([testDatabase(), testDatabase()]);
  sales = await openSales(log, keys);
});
afterAll(async () => {
  await sales.close();
  await Promise.all([log.drop(), keys.drop()]);
});

const ada = { channel: 'phone', person: { name: 'Ada Byron', email: 'ada@example.org' }, note: 'Likes engines' };
const capture = (who = 'ana', more: object = {}) => sales.post(who, 'leads', { ...ada, ...more });

describe('a lead', () => {
  it('is captured, read with its ETag, and relayed to the bus with its boxes sealed', async () => {
    const made = await capture();
    expect(made).toMatchObject({ status: 201, body: { version: 1 } });
    expect(made.headers.get('location')).toBe(`/sales/leads/${made.body.id}`);
    expect(made.headers.get('etag')).toBe('"1"');
    const read = await sales.get('ana', `leads/${made.body.id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.body).toEqual({
      id: made.body.id,
      status: 'open',
      owner: 'ana',
      channel: 'phone',
      person: ada.person,
      note: ada.note,
      erased: false,
    });
    const position = decodeToken(made.headers.get(headers.position) as string)?.stores?.['sales'] as string;
    const marks = await eventually(
      'the relay is past it',
      () => sales.service.marks?.({ stores: { sales: position } }) as Promise<RelayMarks>,
      ({ relay }) => relay >= position,
    );
    expect(Object.keys(marks.published).every((name) => name.startsWith(`${departmentTopic('sales')}/`))).toBe(true);
    const { events } = await sales.store.readStream(`lead-${made.body.id}`);
    expect(JSON.stringify(events)).not.toMatch(/Byron|ada@|engines/);
    expect(events[0]?.metadata.participants.map((one) => one.replace(/:[0-9a-f]{32}$/, ''))).toEqual([
      'subject:email',
      'subject:external.lead',
    ]);
  });

  it('is qualified to a new contact at a new account, all of it once', async () => {
    const { body } = await capture();
    const wish = { organisation: { name: 'Analytical Engines' }, role: 'decision-maker' };
    const again = { 'idempotency-key': 'qualify-once' };
    const first = await sales.post('ana', `leads/${body.id}/qualify`, wish, again);
    const second = await sales.post('ana', `leads/${body.id}/qualify`, wish, again);
    expect(first).toMatchObject({ status: 200, body: { id: body.id, version: 2 } });
    expect(second.body).toEqual(first.body);
    const { contactId, accountId } = first.body;
    expect(await sales.typesOf(`contact-${contactId}`)).toEqual([
      'sales.contact.added',
      'sales.contact.joined_account',
    ]);
    expect(await sales.typesOf(`account-${accountId}`)).toEqual(['sales.account.opened']);
    const { events } = await sales.store.readStream(`lead-${body.id}`);
    expect(events[2]?.metadata.participants.map((one) => one.replace(/:[0-9a-f]{32}$/, ''))).toEqual([
      'subject:email',
      'subject:contact',
      'subject:external.lead',
      'organisation:account',
    ]);
  });

  it('is disqualified with a reason, and then nothing more', async () => {
    const { body } = await capture();
    expect(await sales.post('ana', `leads/${body.id}/disqualify`, { reason: 'no-budget' })).toMatchObject({
      status: 200,
    });
    const refused = await sales.post('ana', `leads/${body.id}/qualify`, { organisation: { name: 'X' } });
    expect(refused).toMatchObject({ status: 409, body: { rule: 'lead-closed', field: '/status' } });
    expect(await sales.typesOf(`lead-${body.id}`)).toHaveLength(3);
  });
});

describe('a command', () => {
  it.each([
    ['without an Idempotency-Key', { 'idempotency-key': '' }, 400, 'idempotency-key-needed'],
    ['with a key that is none', { 'idempotency-key': '"half' }, 400, 'idempotency-key-needed'],
    ['at a version that is none', { 'if-match': 'W/"x"' }, 400, 'invalid-request'],
    ['at a stale version', { 'if-match': '"0"' }, 412, 'stale-version'],
  ])('%s is refused', async (_, sent, status, slug) => {
    const { body } = await capture();
    const refused = await sales.post('ana', `leads/${body.id}/assign`, { owner: 'ben' }, sent);
    expect(refused).toMatchObject({ status, body: { type: `urn:touchstone:problem:${slug}` } });
    expect(await sales.typesOf(`lead-${body.id}`)).toHaveLength(2);
  });

  it('takes the version that was read', async () => {
    const { body, headers: made } = await capture();
    const taken = await sales.post(
      'ana',
      `leads/${body.id}/assign`,
      { owner: 'ben' },
      { 'if-match': made.get('etag') as string },
    );
    expect(taken).toMatchObject({ status: 200, body: { version: 2 } });
  });

  it('repeated answers the same, also when it was refused; another one under its key is refused', async () => {
    const again = { 'idempotency-key': '"a-key-of-its-own"' };
    const [first, second] = await Promise.all([capture(), capture()].map(async (made) => (await made).body.id));
    const done = await sales.post('ana', `leads/${first}/disqualify`, { reason: 'duplicate' }, again);
    expect(await sales.post('ana', `leads/${first}/disqualify`, { reason: 'duplicate' }, again)).toMatchObject({
      body: done.body,
    });
    expect(await sales.post('ana', `leads/${second}/disqualify`, { reason: 'duplicate' }, again)).toMatchObject({
      status: 422,
      body: { type: 'urn:touchstone:problem:idempotency-key-reused' },
    });
    const twice = { 'idempotency-key': 'refused-twice' };
    const refused = await sales.post('ana', `leads/${first}/qualify`, {}, twice);
    expect(refused.status).toBe(409);
    expect(await sales.post('ana', `leads/${first}/qualify`, {}, twice)).toMatchObject({
      body: refused.body,
    });
  });

  it('at another version than before is another request under its key', async () => {
    const { body } = await capture();
    const at = (version: string) =>
      sales.post(
        'ana',
        `leads/${body.id}/assign`,
        { owner: 'ben' },
        { 'idempotency-key': 'stale', 'if-match': version },
      );
    const [stale, again, current] = [await at('"0"'), await at('"0"'), await at('"1"')];
    expect([stale, again].map(({ status }) => status)).toEqual([412, 412]);
    expect(current).toMatchObject({ status: 422, body: { type: 'urn:touchstone:problem:idempotency-key-reused' } });
  });

  it('sent by many at the same time happens once', async () => {
    const again = { 'idempotency-key': 'many-at-once' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => sales.post('ana', 'leads', ada, again)));
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(made.size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('whose answer was lost is carried out once all the same', async () => {
    const again = { 'idempotency-key': 'lost-answer' };
    const first = await sales.post('ana', 'leads', ada, again);
    // What a crash of the database server may forget: rows of requests are not flushed one by one.
    await log.pool.query('TRUNCATE work_sales.requests');
    const second = await sales.post('ana', 'leads', ada, again);
    expect(second.body).toEqual(first.body);
    expect(await sales.typesOf(`lead-${first.body.id}`)).toHaveLength(2);
  });

  it('names each field that is not usable', async () => {
    const refused = await sales.post('ana', 'leads', {
      channel: 'pigeon',
      person: { name: 7 },
      origin: 'A B',
      extra: 1,
    });
    expect(refused.status).toBe(400);
    const pointers = (refused.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([...new Set(pointers)].sort()).toEqual(['/channel', '/extra', '/origin', '/person/name']);
  });
});

describe('a record of somebody else', () => {
  it('is refused to a rep, whether to read or to change', async () => {
    const { body } = await capture();
    const notYours = { status: 403, body: { rule: 'not-yours' } };
    expect(await sales.get('ben', `leads/${body.id}`)).toMatchObject(notYours);
    expect(await sales.post('ben', `leads/${body.id}/disqualify`, { reason: 'x' })).toMatchObject(notYours);
    expect(await sales.post('ben', 'leads', { ...ada, owner: 'ana' })).toMatchObject(notYours);
    expect(await sales.typesOf(`lead-${body.id}`)).toHaveLength(2);
  });

  it('is read by analysts and stewards, who change nothing, and by the administrator', async () => {
    const { body } = await capture();
    for (const who of ['reader', 'steward', 'admin'])
      expect(await sales.get(who, `leads/${body.id}`)).toMatchObject({ status: 200 });
    expect(await sales.post('reader', `leads/${body.id}/disqualify`, { reason: 'x' })).toMatchObject({ status: 403 });
    expect(await sales.post('admin', `leads/${body.id}/disqualify`, { reason: 'x' })).toMatchObject({ status: 200 });
  });

  it('that does not exist is unknown', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await sales.get('ana', `leads/${id}`)).toMatchObject({ status: 404 });
    expect(await sales.post('ana', `leads/${id}/disqualify`, { reason: 'x' })).toMatchObject({ status: 404 });
  });
});
