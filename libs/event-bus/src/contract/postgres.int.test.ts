import { join } from 'node:path';
import { testDatabase } from '@touchstone/testing';
import type { PostgresEventBus } from '../postgres/postgres-event-bus';
import { postgresEventBus } from '../postgres/postgres-event-bus';
import type { BusWorld, MemberProcess } from './bus-world';
import { eventBusContract } from './event-bus-contract';
import { startMember } from './member-process';

const script = join(__dirname, '../../dist/contract/member.js');
const leaseMs = 1_500;
const topics = ['one', 'two'] as const;

const openWorld = async (): Promise<BusWorld> => {
  const { url, pool, drop } = await testDatabase();
  const buses: PostgresEventBus[] = [];
  const members: MemberProcess[] = [];
  return {
    topics,
    leaseMs,
    open: async ({ waitingMessages, chunkBytes } = {}) => {
      const limits = waitingMessages === undefined ? {} : { waitingMessages };
      const bus = await postgresEventBus({ pool, topics, leaseMs, limits, ...(chunkBytes ? { chunkBytes } : {}) });
      buses.push(bus);
      return bus;
    },
    spawnMember: async (options) => {
      const member = await startMember(script, { ...options, url, leaseMs });
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

eventBusContract('The PostgreSQL bus', openWorld);
