import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describeWithKafka, testDatabase, testKafka } from '@touchstone/testing';
import { kafkaEventBus } from '../kafka/kafka-event-bus';
import type { EventBus } from '../port';
import type { BusWorld, MemberProcess } from './bus-world';
import { eventBusContract } from './event-bus-contract';
import { startMember } from './member-process';

const script = join(__dirname, '../../dist/contract/member.js');
// A broker that is not ours refuses less than six seconds.
const leaseMs = process.env['KAFKA_BROKERS'] ? 6_000 : 1_500;

const openWorld = async (): Promise<BusWorld> => {
  const brokers = await testKafka();
  const { url, pool, drop } = await testDatabase();
  const world = randomBytes(4).toString('hex');
  const topics = [`one-${world}`, `two-${world}`] as const;
  const buses: EventBus[] = [];
  const members: MemberProcess[] = [];
  return {
    topics,
    leaseMs,
    open: async ({ waitingMessages, chunkBytes } = {}) => {
      const limits = waitingMessages === undefined ? {} : { waitingMessages };
      const bus = await kafkaEventBus({
        ...{ brokers: brokers.split(','), pool, topics, leaseMs, limits },
        ...(chunkBytes ? { chunkBytes } : {}),
      });
      buses.push(bus);
      return bus;
    },
    spawnMember: async (options) => {
      const member = await startMember(script, { ...options, url, brokers, leaseMs });
      members.push(member);
      return member;
    },
    close: async () => {
      for (const member of members) member.signal('SIGKILL');
      await Promise.all(members.map(({ exited }) => exited));
      await Promise.all(buses.map((bus) => bus.close()));
      await drop();
    },
  };
};

describeWithKafka('With a broker', () => eventBusContract('the Kafka bus', openWorld));
