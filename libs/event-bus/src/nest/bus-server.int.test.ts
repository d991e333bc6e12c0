import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { keyIn, message, numbered, series } from '../contract/sample-messages';
import { waitUntil } from '../contract/wait-until';
import type { BusMessage, ConsumerStatus, EventBus } from '../port';
import { postgresEventBus } from '../postgres/postgres-event-bus';
import { BusServer, RethrowErrors } from './bus-server';

const topics = ['touchpoints', 'department.sales', 'department.service'];
const takenBy = Symbol('taken');
class NotNow extends Error {
  override readonly name = 'NotNow';
}

@Controller()
class Reader {
  constructor(@Inject(takenBy) private readonly taken: { one: BusMessage[]; rest: BusMessage[]; broken: boolean }) {}

  @EventPattern('touchpoints', { batch: true })
  async one(messages: readonly BusMessage[]) {
    if (this.taken.broken) throw new NotNow('someone@example.org');
    this.taken.one.push(...messages.slice(1));
    return messages.slice(0, 1).map((one) => ({ message: one, reason: 'unreadable' }));
  }

  @EventPattern('department.*', { batch: true })
  async rest(messages: readonly BusMessage[]) {
    this.taken.rest.push(...messages);
    return [];
  }
}

const moduleWith = (taken: object) => {
  @Module({ controllers: [Reader], providers: [{ provide: takenBy, useValue: taken }] })
  class ReaderModule {}
  return ReaderModule;
};

let database: TestDatabase;
let bus: EventBus;
beforeAll(async () => {
  database = await testDatabase();
  bus = await postgresEventBus({ pool: database.pool, topics: [...topics, 'other'] });
});
afterAll(async () => {
  await bus.close();
  await database.drop();
});

const run = async (taken: object, more: { topics?: string[]; onStatus?: (status: ConsumerStatus) => void } = {}) => {
  const server = new BusServer({ bus, group: 'readers', topics, ...more });
  const app = await NestFactory.createMicroservice(moduleWith(taken), {
    strategy: server,
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new RethrowErrors());
  await app.listen();
  return app;
};

it("hands chunks to Nest's handlers by topic, takes their poison, and retries what throws under its own name", async () => {
  const taken = { one: [] as BusMessage[], rest: [] as BusMessage[], broken: true };
  const status: ConsumerStatus[] = [];
  const key = keyIn(3);
  const other = keyIn(5);
  await bus.publish([...series('touchpoints', [key], 1), ...series('touchpoints', [other], 3)]);
  await bus.publish([message('department.sales', key, 0), message('department.service', key, 1)]);
  const app = await run(taken, { onStatus: (one) => status.push(one) });
  await waitUntil(
    'paused',
    () => status,
    (seen) => seen.some((one) => one.kind === 'paused' && one.error === 'NotNow'),
  );
  taken.broken = false;
  await waitUntil(
    'all are taken',
    () => taken.one.length,
    (count) => count === 3,
  );
  expect(numbered(taken.one).map(({ n }) => n)).toEqual([0, 1, 2]);
  expect(new Set(taken.rest.map(({ topic }) => topic))).toEqual(new Set(['department.sales', 'department.service']));
  await waitUntil(
    'the poison is parked',
    () => bus.parking.counts('readers'),
    ({ messages }) => messages === 1,
  );
  await app.close();
});

it('refuses a topic that no handler takes', async () => {
  await expect(run({}, { topics: ['other'] })).rejects.toThrow('has 0 handlers');
});
