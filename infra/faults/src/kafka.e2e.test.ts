import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import {
  allow,
  describeWithOwnKafka,
  eventually,
  startKafka,
  type Grant,
  type RunningKafka,
} from '@touchstone/testing';
import { ScaledServices } from './product/scaled-services';

const root = resolve(__dirname, '../../..');
const guide = join(root, 'infra/emitters/src/guide/kafka.js');
const secret = () => randomBytes(18).toString('base64url');

interface Found {
  items: { id: string; touchpoints: number }[];
}
interface Receipts {
  items: { stored: number; duplicate: number; conflict: number; rejected: number }[];
}

/** Exactly what docs/kafka.md gives to Touchstone's own user. */
const ours: readonly Grant[] = [
  {
    user: 'touchstone',
    operations: ['Create', 'Describe', 'DescribeConfigs', 'Read', 'Write'],
    topics: ['touchpoints'],
  },
  {
    user: 'touchstone',
    operations: ['Create', 'Describe', 'DescribeConfigs', 'Read', 'Write'],
    topics: ['department.'],
    prefixed: true,
  },
  { user: 'touchstone', operations: ['Create', 'Describe', 'Read'], topics: ['inbound.'], prefixed: true },
  { user: 'touchstone', operations: ['Read'], groups: ['customer-repository', 'touchpoint-gateway'] },
];

describeWithOwnKafka('every app scaled, over Kafka by SCRAM and TLS, with ACLs', () => {
  const users = { touchstone: secret(), till: secret(), kiosk: secret() };
  let folder: string;
  let kafka: RunningKafka;
  let services: ScaledServices;
  const people = 12;
  const sent = new Map<string, number>();
  /** Stored beside what `sent` counts. */
  let others = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-kafka-'));
    kafka = await startKafka({ dataDir: folder, security: { users } });
    await allow(kafka.brokers, ours);
    const { brokers = '', ca = '' } = kafka.secure ?? {};
    const login = { KAFKA_USERNAME: 'touchstone', KAFKA_PASSWORD: users.touchstone };
    services = await ScaledServices.start({ brokers, env: { KAFKA_TLS: 'true', KAFKA_CA: ca, ...login } });
  });
  afterAll(async () => {
    await services?.stop();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const find = (user: string, token?: string) =>
    services.ask<Found>(`/customers?identifier=user_id:${user}`, {
      headers: token ? { 'touchstone-wait-for': token } : {},
    });
  const clientOf = (user: keyof typeof users) =>
    new Kafka({
      brokers: (kafka.secure?.brokers ?? '').split(','),
      ssl: { ca: [kafka.secure?.ca ?? ''] },
      sasl: { mechanism: 'scram-sha-512', username: user, password: users[user] },
      logLevel: logLevel.NOTHING,
    });
  const produce = (user: keyof typeof users, topic: string, records: object[]) => {
    const script = join(__dirname, 'clients/platformatic.mjs');
    const login = JSON.stringify({ ...kafka.secure, username: user, password: users[user] });
    return promisify(execFile)(process.execPath, [script, login, topic, JSON.stringify(records)], { timeout: 280_000 });
  };
  /** The script of docs/kafka.md. */
  const produceByGuide = (user: keyof typeof users) => {
    const { brokers = '', ca = '' } = kafka.secure ?? {};
    const login = { KAFKA_BROKERS: brokers, KAFKA_CA: ca, KAFKA_USERNAME: user, KAFKA_PASSWORD: users[user] };
    const env = { ...process.env, ...login, SOURCE_ID: services.sourceId };
    return promisify(execFile)(process.execPath, [guide], { env, timeout: 280_000 });
  };
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
      { pauseMs: 200 },
    );
    for (const user of users) sent.set(user, (sent.get(user) ?? 0) + 2);
    return answer.headers.get('touchstone-position') as string;
  };
  const everythingOnce = async (): Promise<void> => {
    await eventually(
      'profiles count what was acknowledged',
      () => Promise.all([...sent.keys()].map(async (user) => (await find(user)).body.items?.[0]?.touchpoints)),
      (seen) => seen.every((count, at) => count === [...sent.values()][at]),
      { pauseMs: 200 },
    );
    const { body } = await services.ask<Receipts>('/repository/receipts');
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
    await services.scale('customer-repository', 2);
    for (let number = 1; number <= 6; number += 1) {
      await round(number);
      if (number === 2) await services.kill('customer-repository-1');
      if (number === 4) {
        await kafka.nodes[0]?.kill();
        await kafka.nodes[0]?.start();
      }
    }
    await everythingOnce();
  });

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
      { pauseMs: 200 },
    );
    await admin.disconnect();
    await allow(kafka.brokers, [{ user: 'till', operations: ['Write'], topics: [topic] }]);
    const plain = clientOf('till').producer();
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
    const other = Object.fromEntries(Object.entries(event('p-2')).map(([name, text]) => [`ce_${name}`, text]));
    await produce('till', topic, [
      { value, headers: structured },
      { value: '{"amount":5}', headers: { ...other, 'content-type': 'application/json' } },
    ]);
    await produceByGuide('till');
    for (const [user, touchpoints] of Object.entries({ 'till-7': 4, 'u-2001': 2 })) {
      const found = await eventually(
        `the events of ${user}`,
        () => find(user),
        ({ body }) => (body.items?.[0]?.touchpoints ?? 0) >= touchpoints,
        { pauseMs: 200 },
      );
      expect(found.body.items).toMatchObject([{ touchpoints }]);
    }
    const rejected = await eventually(
      'the refused ones are kept',
      () => services.ask<{ items: { reason: string }[] }>('/admin/rejections'),
      ({ body }) => body.items?.length === 2,
    );
    expect(rejected.body.items.map(({ reason }) => reason)).toContain('unknown-format');
    others += 6;
    const [gateway] = services.replicasOf('touchpoint-gateway');
    await eventually(
      'no record waits',
      async () => (await fetch(`${gateway?.url}/metrics`)).text(),
      (text) => /^touchstone_inbound_lag_messages\{.*\} 0$/m.test(text),
      { pauseMs: 200 },
    );
  });

  it('is shown to emitters as it was run', async () => {
    expect(await readFile(join(root, 'docs/kafka.md'), 'utf8')).toContain(await readFile(guide, 'utf8'));
  });

  it('lets nobody produce to the topic of another source, whichever client', async () => {
    const topic = `inbound.${services.sourceId}`;
    await allow(kafka.brokers, [{ user: 'kiosk', operations: ['Write'], topics: ['inbound.kiosk'] }]);
    const plain = clientOf('kiosk').producer({ retry: { retries: 1 } });
    await plain.connect();
    await expect(plain.send({ topic, messages: [{ value: '{}' }] })).rejects.toThrow(/[Nn]ot authorized/);
    await plain.disconnect();
    await expect(produceByGuide('kiosk')).rejects.toThrow(/[Nn]ot authorized/);
    await expect(produce('kiosk', topic, [{ value: '{}' }])).rejects.toThrow(/AUTHORIZATION_FAILED/);
  });

  it('finishes on SIGTERM, and goes on where it was', async () => {
    await services.scale('customer-repository', 1);
    await round(7);
    await services.scale('customer-repository', 2);
    await everythingOnce();
  });
});
