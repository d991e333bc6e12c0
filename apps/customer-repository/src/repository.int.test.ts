import {
  copyIdOf,
  identityStream,
  touchpointsTopic,
  type IdentifierType,
  type RepositoryMarks,
} from '@touchstone/contracts';
import { relay } from '@touchstone/event-bus';
import { postgresEventStore } from '@touchstone/event-store';
import { eventCodec } from '@touchstone/personal-data';
import { eventually, testDatabase, type TestDatabase } from '@touchstone/testing';
import { v7 } from 'uuid';
import {
  dealFact,
  dealOpened,
  dealWon,
  departmentDefinitions,
  departmentName,
  departmentTopicName,
} from './department.test-data';
import {
  idOf,
  identityOf,
  keysOf,
  mail,
  openRepository,
  participant,
  touchpoint,
  type OpenRepository,
} from './running-repository.test-data';

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

describe('a department', () => {
  it("has its facts copied to the customer's stream, and erasure makes every copy unreadable", async () => {
    const { store, vault, bus } = repository;
    const [subject, payer] = [mail(), mail()];
    const department = await postgresEventStore({ pool: log.pool, schema: 'store_test' });
    const codec = eventCodec(vault, departmentDefinitions);
    const roles = [
      { role: 'subject' as const, type: 'email' as IdentifierType, identity: identityOf(subject) },
      { role: 'payer' as const, type: 'email' as IdentifierType, identity: identityOf(payer) },
    ];
    const facts = await codec.seal([
      dealFact(v7(), dealOpened({ dealId: 'd1', note: 'planted secret note' }), roles),
      dealFact(
        v7(),
        dealWon({ dealId: 'd1', amount: '12.50', note: 'planted too', billing: 'planted billing' }),
        roles,
      ),
    ]);
    await department.append('deal-d1', facts, 'no-stream');
    const relaying = await relay({
      store: department,
      bus,
      topic: departmentTopicName,
      source: departmentName,
      pool: log.pool,
    });
    const stream = identityStream(identityOf(subject));
    const copies = await eventually(
      'two copies',
      () => store.readStream(stream),
      ({ events }) => events.length === 2,
    );
    expect(copies.events.map(({ id }) => id)).toEqual(facts.map(({ id }) => copyIdOf(id)));
    expect(copies.events[0]?.metadata.origin).toMatchObject({ id: facts[0]?.id, source: departmentName });
    const plain = await codec.open(copies.events);
    expect(plain.map(({ data }) => data)).toMatchObject([
      { note: 'planted secret note' },
      { note: 'planted too', billing: 'planted billing' },
    ]);

    await eventually(
      'the customer is known',
      () => log.pool.query('SELECT 1 FROM inbox.identities WHERE customer = $1', [idOf(subject)]),
      ({ rowCount }) => rowCount === 1,
    );
    const erased = await call('POST', `/customers/${idOf(subject)}/erasure`, { basis: 'request of the customer' });
    expect(erased).toMatchObject({ status: 200, body: { keys: 1 } });
    const after = await codec.open((await store.readStream(stream)).events);
    expect(after.map(({ type }) => type)).toEqual(['test.deal.opened', 'test.deal.won', 'privacy.identity.erased']);
    expect(after[0]).toMatchObject({ erased: ['subject'], data: { dealId: 'd1' } });
    expect(after[1]).toMatchObject({
      erased: ['subject'],
      data: { dealId: 'd1', amount: '12.50', billing: 'planted billing' },
    });
    expect(JSON.stringify(after)).not.toContain('planted secret note');
    await relaying.stop();
    await department.close();
  });
});

describe('operators', () => {
  it('see receipts that reconcile, the quarantine, and what is parked', async () => {
    const { bus, service } = repository;
    const one = {
      ...touchpoint(mail()),
      metadata: {
        ...touchpoint(mail()).metadata,
        source: 'counted',
        digest: 'a'.repeat(32),
        participants: [participant(mail())],
      },
    };
    const other = { ...one, metadata: { ...one.metadata, digest: 'b'.repeat(32) } };
    const broken = { ...touchpoint(mail()), metadata: { ...one.metadata, time: 'never' } };
    const receipt = await bus.publish(
      [one, one, other, { ...broken, id: v7() }].map((event) => ({
        topic: touchpointsTopic,
        key: event.metadata.participants[0]?.slice(-32) as string,
        event,
      })),
    );
    const inbox = async () =>
      (await call('GET', '/repository/inbox', undefined, { key: keysOf.analyst })).body as {
        sources: { source: string }[];
        parked: { keys: number };
      };
    const { sources, parked } = await eventually('it is counted', inbox, ({ parked: { keys: count } }) => count === 1);
    expect(sources.find(({ source }) => source === 'counted')).toEqual({
      source: 'counted',
      received: 4,
      stored: 1,
      duplicate: 1,
      conflict: 1,
      rejected: 1,
    });
    expect(parked).toEqual({ keys: 1, messages: 1 });
    const quarantine = await call('GET', '/repository/quarantine?source=counted');
    expect(quarantine.body['items']).toEqual([
      expect.objectContaining({ kind: 'conflict', state: 'open', event: one.id, source: 'counted', repairedBy: null }),
    ]);
    const receipts = await call('GET', '/repository/receipts?source=counted');
    expect((receipts.body['items'] as { received: number }[]).reduce((sum, { received }) => sum + received, 0)).toBe(4);
    const list = await call('GET', '/repository/parked');
    const [item] = list.body['items'] as { id: string; reason: string }[];
    expect(item).toMatchObject({ reason: 'unparsable-metadata', state: 'open' });
    const marks = (await service.marks?.({ bus: receipt })) as { parked: string[] };
    expect(marks.parked).toHaveLength(2);
    expect(await call('POST', `/repository/parked/${item?.id}/discard`, { reason: 'a test' })).toMatchObject({
      status: 202,
    });
    await eventually('nothing is parked', inbox, ({ parked: { keys: count } }) => count === 0);
    expect(await call('POST', `/repository/parked/${item?.id}/replay`)).toMatchObject({ status: 409 });
  });

  it('tell readers a head behind what is stored, also while a transaction holds the watermark back', async () => {
    const { bus, service } = repository;
    const marks = () => service.marks?.() as Promise<RepositoryMarks>;
    const holder = await log.pool.connect();
    await holder.query('BEGIN; SELECT pg_current_xact_id()');
    const event = touchpoint(mail());
    const key = event.metadata.participants[0]?.slice(-32) as string;
    const receipt = await bus.publish([{ topic: touchpointsTopic, key, event }]);
    const [[name, [, offset]]] = Object.entries(receipt) as [[string, [number, number]]];
    const { head, resolver } = await eventually('it is stored', marks, ({ inbox }) => (inbox[name] ?? 0) > offset);
    const { rows } = await log.pool.query('SELECT position FROM inbox.events WHERE id = $1', [event.id]);
    expect(head >= (rows[0] as { position: string }).position).toBe(true);
    expect(resolver < head).toBe(true);
    await holder.query('COMMIT');
    holder.release();
    await eventually('the resolver is past it', marks, (seen) => seen.resolver >= head);
  });

  it('find metrics, an OpenAPI document, and no personal data in logs and tables', async () => {
    const { server, service, lines } = repository;
    await call('POST', '/customers/merge', { identifiers: [mail(), mail()], reason: 'planted reason' });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const name of [
      'touchstone_inbox_events_total',
      'touchstone_resolver_decisions_total',
      'touchstone_inbox_lag_messages',
      'touchstone_inbox_parked',
    ])
      expect(metrics).toContain(name);
    expect(Object.keys((service.openapi as { paths: object }).paths)).toEqual(
      expect.arrayContaining(['/customers/merge', '/identity/rules', '/repository/parked/{id}/replay']),
    );
    expect(lines.join('')).not.toContain('planted');
    expect(metrics).not.toContain('planted');
    const { rows } = await log.pool.query(
      `SELECT data::text FROM store.events UNION ALL SELECT data FROM bus.messages`,
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(JSON.stringify(rows)).not.toContain('planted');
  });
});
