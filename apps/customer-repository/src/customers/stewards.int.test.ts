import { decodeToken, type Identifier } from '@touchstone/contracts';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { v7 } from 'uuid';
import {
  idOf,
  identityOf,
  keysOf,
  mail,
  openRepository,
  touchpoint,
  type OpenRepository,
} from '../running-repository.test-data';

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
const settled: OpenRepository['settled'] = (...events) => repository.settled(...events);

describe('stewards', () => {
  it('merge two customers by identifier, and split them again, for good', async () => {
    const [a, b] = [mail(), mail()];
    await settled(touchpoint(a), touchpoint(b));
    const merged = await call('POST', '/customers/merge', { identifiers: [a, b], reason: 'same person' });
    expect(merged).toMatchObject({ status: 200, body: { customers: [{ id: idOf(a), identities: 2 }] } });
    expect(decodeToken(merged.headers.get('touchstone-position') ?? '')).toEqual({
      stores: { repository: expect.any(String) },
    });
    // The absorbed id answers with the survivor.
    const split = await call('POST', `/customers/${idOf(b)}/split`, { identifiers: [b], reason: 'two persons' });
    expect(split.status).toBe(200);
    expect(split.body.customers?.map(({ id }) => id).sort()).toEqual([idOf(a), idOf(b)].sort());
    await settled(touchpoint(a, b));
    expect((await call('POST', '/customers/merge', { customers: [idOf(a), idOf(a)], reason: 'x' })).body.rule).toBe(
      'same-customer',
    );
    const { rows } = await log.pool.query(
      `SELECT state, rule FROM resolver.pairs WHERE "left" = ANY($1) AND "right" = ANY($1)`,
      [[identityOf(a), identityOf(b)]],
    );
    expect(rows).toEqual([{ state: 'quarantined', rule: 'cannot-link' }]);
    const lifted = await call('POST', '/identity/cannot-link/lift', {
      customers: [idOf(a), idOf(b)],
      reason: 'they were one',
    });
    expect(lifted).toMatchObject({ status: 200, body: { customers: [{ id: idOf(a), identities: 2 }] } });
    const recorded = await log.pool.query(`SELECT data::text FROM store.events`);
    expect(JSON.stringify(recorded.rows)).not.toMatch(/same person|two persons|planted/);
  });

  it('get the same answer when they repeat a request with its key', async () => {
    const [a, b] = [mail(), mail()];
    await settled(touchpoint(a), touchpoint(b));
    const wish = { customers: [idOf(a), idOf(b)], reason: 'same person' };
    const first = await call('POST', '/customers/merge', wish, { 'idempotency-key': 'k1' });
    const second = await call('POST', '/customers/merge', wish, { 'idempotency-key': 'k1' });
    expect(second.body).toEqual(first.body);
    expect(first.body.customers).toHaveLength(1);
  });

  it('are refused when they send another request under a key that was used', async () => {
    const [a, b, c] = [mail(), mail(), mail()];
    await settled(touchpoint(a), touchpoint(b), touchpoint(c));
    const merge = (customers: string[], key: string, reason = 'same person') =>
      call('POST', '/customers/merge', { customers, reason }, { 'idempotency-key': key });
    const first = await merge([idOf(a), idOf(b)], 'k2');
    const reused = { status: 422, body: { type: 'urn:touchstone:problem:idempotency-key-reused' } };
    expect(await merge([idOf(a), idOf(c)], 'k2')).toMatchObject(reused);
    expect(await merge([idOf(a), idOf(b)], 'k2', 'another reason')).toMatchObject(reused);
    const identifiers = { identifiers: [a], reason: 'same person' };
    expect(await call('POST', `/customers/${idOf(a)}/split`, identifiers, { 'idempotency-key': 'k2' })).toMatchObject(
      reused,
    );
    expect((await merge([idOf(a), idOf(b)], 'k2')).body).toEqual(first.body);
    const { rows } = await log.pool.query(
      'SELECT count(*)::int AS members FROM resolver.identities WHERE customer = $1',
      [idOf(a)],
    );
    expect(rows).toEqual([{ members: 2 }]);
  });

  it('are told by a rule why something cannot be', async () => {
    const [a, b] = [mail(), mail()];
    await settled(touchpoint(a));
    expect(await call('POST', '/customers/merge', { identifiers: [a, b], reason: 'x' })).toMatchObject({
      status: 409,
      body: { type: 'urn:touchstone:problem:unknown-customer' },
    });
    expect(await call('POST', '/customers/merge', { customers: [idOf(a), idOf(a)], reason: 'x' })).toMatchObject({
      status: 409,
      body: { rule: 'same-customer' },
    });
    expect(await call('POST', `/customers/${idOf(a)}/split`, { identifiers: [a], reason: 'x' })).toMatchObject({
      status: 409,
      body: { rule: 'nothing-left' },
    });
    expect(await call('POST', `/customers/${idOf(a)}/split`, { identifiers: [b], reason: 'x' })).toMatchObject({
      status: 409,
      body: { rule: 'not-of-this-customer' },
    });
    expect(await call('POST', '/customers/merge', { customers: [idOf(a)], reason: 'x' })).toMatchObject({
      status: 400,
    });
    expect(
      await call('POST', '/customers/merge', { identifiers: [a, { type: 'email', value: 'nobody' }], reason: 'x' }),
    ).toMatchObject({ status: 400 });
    expect(
      await call('POST', '/customers/merge', { identifiers: [a, b], reason: 'x' }, { key: keysOf.analyst }),
    ).toMatchObject({ status: 403 });
  });

  it('change the rules by versions, and everybody is recomputed', async () => {
    const [device, one, two]: Identifier[] = [
      { type: 'device_id', value: v7() },
      { type: 'user_id', value: v7() },
      { type: 'user_id', value: v7() },
    ];
    await settled(
      touchpoint(one as Identifier, device as Identifier),
      touchpoint(two as Identifier, device as Identifier),
    );
    const { body: rules } = await call('GET', '/identity/rules', undefined, { key: keysOf.analyst });
    const { version, ...others } = rules as { version: number; limits: Record<string, number>; blocked: string[] };
    const change = { ...others, limits: { ...others.limits, user_id: 2 }, after: version, reason: 'families' };
    expect(await call('PUT', '/identity/rules', change)).toMatchObject({ status: 200, body: { version: version + 1 } });
    const merged = await call('POST', '/customers/merge', {
      identifiers: [one as Identifier, two as Identifier],
      reason: 'x',
    });
    expect(merged.body.rule).toBe('same-customer');
    expect(await call('PUT', '/identity/rules', change)).toMatchObject({ status: 409, body: { version: version + 1 } });
    const blocking = { ...change, after: version + 1, blockedIdentifiers: [device] };
    expect(await call('PUT', '/identity/rules', blocking)).toMatchObject({
      status: 200,
      body: { blocked: [identityOf(device as Identifier)] },
    });
    expect(
      (await call('POST', '/customers/merge', { identifiers: [one as Identifier, device as Identifier], reason: 'x' }))
        .body.rule,
    ).toBe('blocked');
  });
});
