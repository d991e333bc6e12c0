import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { describeWithKafka, eventually, startKafka, type RunningKafka } from '@touchstone/testing';
import { SeparateServices } from './product/separate';

interface Found {
  items: { id: string; touchpoints: number }[];
}
interface Receipts {
  items: { stored: number; duplicate: number; conflict: number; rejected: number }[];
}

describeWithKafka('every app as a process of its own, over Kafka', () => {
  let folder: string;
  let kafka: RunningKafka;
  let services: SeparateServices;
  const people = 12;
  const sent = new Map<string, number>();
  /** Stored beside what `sent` counts. */
  let others = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-kafka-'));
    kafka = await startKafka({ dataDir: folder });
    services = await SeparateServices.start({ env: { KAFKA_BROKERS: kafka.brokers } });
  }, 120_000);
  afterAll(async () => {
    await services.stop();
    await kafka.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }, 30_000);

  const find = (user: string, token?: string) =>
    services.ask<Found>('query-api', `/customers?identifier=user_id:${user}`, {
      headers: token ? { 'touchstone-wait-for': token } : {},
    });
  /** One round of everybody, repeated with the same ids until it is acknowledged, as the SDKs do. */
  const round = async (number: number): Promise<string> => {
    const users = Array.from({ length: people }, (_, at) => `person-${at}`);
    const batch = users.flatMap((userId) =>
      [0, 1].map((n) => ({ type: 'track', userId, event: 'Clicked', messageId: `${userId}-${number}-${n}` })),
    );
    const answer = await eventually(
      `round ${number} is acknowledged`,
      () => services.send(batch).catch((error: Error) => ({ status: 0, headers: new Headers(), body: error.message })),
      ({ status }) => status === 200,
      { timeoutMs: 45_000, pauseMs: 200 },
    );
    for (const user of users) sent.set(user, (sent.get(user) ?? 0) + 2);
    return answer.headers.get('touchstone-position') as string;
  };
  const everythingOnce = async (): Promise<void> => {
    await eventually(
      'profiles count what was acknowledged',
      () => Promise.all([...sent.keys()].map(async (user) => (await find(user)).body.items?.[0]?.touchpoints)),
      (seen) => seen.every((count, at) => count === [...sent.values()][at]),
      { timeoutMs: 30_000, pauseMs: 200 },
    );
    const { body } = await services.ask<Receipts>('second', '/repository/receipts');
    const sum = (of: keyof Receipts['items'][number]) => body.items.reduce((total, one) => total + one[of], 0);
    expect({ stored: sum('stored'), conflict: sum('conflict'), rejected: sum('rejected') }).toEqual({
      ...{ stored: [...sent.values()].reduce((total, count) => total + count, others), conflict: 0, rejected: 0 },
    });
  };

  it('shows an event to a read that waits for it', async () => {
    const token = await round(0);
    const found = await find('person-3', token);
    expect(found).toMatchObject({ status: 200, body: { items: [{ touchpoints: 2 }] } });
    expect(found.headers.get('touchstone-age-ms')).toMatch(/^\d+$/);
  });

  it('loses nothing and doubles nothing when a worker and then the broker are killed in the middle', async () => {
    await services.run('second', 'customer-repository');
    for (let number = 1; number <= 6; number += 1) {
      await round(number);
      if (number === 2) await services.kill('repository');
      if (number === 4) {
        await kafka.nodes[0]?.kill();
        await kafka.nodes[0]?.start();
      }
    }
    await everythingOnce();
  }, 120_000);

  it('takes CloudEvents that other clients produce to the topic of a source, and keeps what it refuses', async () => {
    const topic = `inbound.${services.sourceId}`;
    const event = (id: string) => ({
      ...{ specversion: '1.0', id, source: '/till', type: 'com.example.paid', subject: 'user_id:till-7' },
      ...{ time: '2026-01-31T12:00:00Z' },
    });
    const client = new Kafka({ brokers: kafka.brokers.split(','), logLevel: logLevel.NOTHING });
    const admin = client.admin();
    await admin.connect();
    await eventually(
      'the gateway made the topic',
      () => admin.listTopics(),
      (topics) => topics.includes(topic),
      { timeoutMs: 30_000, pauseMs: 200 },
    );
    await admin.disconnect();
    const plain = client.producer();
    await plain.connect();
    const structured = { 'content-type': 'application/cloudevents+json' };
    const binary = Object.fromEntries(Object.entries(event('k-2')).map(([name, value]) => [`ce_${name}`, value]));
    await plain.send({
      topic,
      messages: [
        { value: JSON.stringify({ ...event('k-1'), data: { amount: 1 } }), headers: structured },
        { value: '{"amount":2}', headers: { ...binary, 'content-type': 'application/json' } },
        { value: JSON.stringify({ ...event('k-1'), data: { amount: 1 } }), headers: structured },
        { value: 'no event at all' },
        { value: JSON.stringify({ ...event('k-3'), subject: 'nobody' }), headers: structured },
      ],
    });
    await plain.disconnect();
    const value = JSON.stringify({ ...event('p-1'), data: { amount: 4 } });
    const script = join(__dirname, 'clients/platformatic.mjs');
    await promisify(execFile)(process.execPath, [script, kafka.brokers, topic, value]);
    const found = await eventually(
      'three events of the customer at the till',
      () => find('till-7'),
      ({ body }) => (body.items?.[0]?.touchpoints ?? 0) >= 3,
      { timeoutMs: 30_000, pauseMs: 200 },
    );
    expect(found.body.items).toMatchObject([{ touchpoints: 3 }]);
    const rejected = await eventually(
      'the refused ones are kept',
      () => services.ask<{ items: { reason: string }[] }>('gateway', '/admin/rejections'),
      ({ body }) => body.items?.length === 2,
    );
    expect(rejected.body.items.map(({ reason }) => reason)).toContain('unknown-format');
    others += 3;
  }, 90_000);

  it('finishes on SIGTERM, and goes on where it was', async () => {
    await services.kill('second', 'SIGTERM');
    await round(7);
    await services.run('second', 'customer-repository');
    await everythingOnce();
  }, 60_000);
});
