import { Controller, Inject, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import {
  departmentTopic,
  partitionCount,
  repositoryGroup,
  touchpointsTopic,
  type WireEvent,
} from '@touchstone/contracts';
import {
  BusServer,
  RethrowErrors,
  type BusMessage,
  type Consumer,
  type ConsumerStatus,
  type EventBus,
  type Poison,
} from '@touchstone/event-bus';
import type { EventStore } from '@touchstone/event-store';
import type { AtCrashPoint } from '../crash-points';
import type { Database } from '../database.tables';
import { claim } from './claims.tables';
import { handleChunk } from './handle-chunk';
import type { Progress } from './high-water';
import { lowerMarks, mark, readMarks, type Counted } from './marks.tables';

export interface InboxOptions {
  readonly pool: Database;
  readonly store: EventStore;
  readonly bus: EventBus;
  readonly topics: readonly string[];
  readonly maxChunk?: number;
  readonly atCrashPoint: AtCrashPoint;
  /** Around the work of a chunk, with the W3C trace contexts of its events. */
  readonly trace?: Trace;
  readonly onChunk?: (chunk: ChunkDone) => void;
  readonly onStatus?: (status: ConsumerStatus) => void;
}

export type Trace = <T>(traceparents: Iterable<string | undefined>, work: () => Promise<T>) => Promise<T>;

export interface ChunkDone {
  readonly messages: number;
  readonly counted: readonly Counted[];
  readonly seconds: number;
}

type TakeIn = (messages: readonly BusMessage[]) => Promise<readonly Poison[]>;
const takeIn = Symbol('takeIn');

@Controller()
class InboxConsumer {
  constructor(@Inject(takeIn) private readonly takeIn: TakeIn) {}

  @EventPattern([touchpointsTopic, departmentTopic('*')], { batch: true })
  async facts(@Payload() messages: readonly BusMessage[]): Promise<readonly Poison[]> {
    return this.takeIn(messages);
  }
}

@Module({})
class InboxModule {
  static of(handler: TakeIn): DynamicModule {
    const providers = [{ provide: takeIn, useValue: handler }];
    return { module: InboxModule, controllers: [InboxConsumer], providers };
  }
}

/** Takes facts in from the bus and appends each to the stream of its primary identity. */
export const runInbox = async (options: InboxOptions): Promise<Consumer> => {
  const {
    pool,
    store,
    bus,
    topics,
    maxChunk = 2000,
    atCrashPoint,
    trace,
    onChunk = () => {},
    onStatus = () => {},
  } = options;
  const progress = new Map<string, Progress>();
  const handle = handleChunk({
    store,
    rows: { claim: (incoming, versionOf) => claim(pool, incoming, versionOf), mark: (outcome) => mark(pool, outcome) },
    progress,
    atCrashPoint,
    now: () => new Date(),
  });
  const takeChunk: TakeIn = async (messages) => {
    const started = performance.now();
    // What cannot be taken in may have no metadata at all.
    const traceparents = messages.map(({ event }) => (event as Partial<WireEvent> | undefined)?.metadata?.traceparent);
    const { poison, counted } = await (trace ? trace(traceparents, () => handle(messages)) : handle(messages));
    onChunk({ messages: messages.length, counted, seconds: (performance.now() - started) / 1000 });
    return poison;
  };
  const resumeAt = async (partitions: readonly string[]) => {
    const marks = await readMarks(pool, partitions);
    for (const name of partitions) {
      const mark = marks.get(name) ?? 0;
      progress.set(name, { mark, seen: mark });
    }
    return marks;
  };
  const onLostEnd = async (nexts: ReadonlyMap<string, number>) => {
    await lowerMarks(pool, nexts);
    for (const [name, mark] of nexts) progress.set(name, { mark, seen: mark });
  };
  const reading = { group: repositoryGroup, topics, maxChunk, resumeAt, onLostEnd };
  const strategy = new BusServer({ bus, ...reading, onStatus });
  const app = await NestFactory.createMicroservice(InboxModule.of(takeChunk), {
    strategy,
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new RethrowErrors());
  await app.listen();
  return {
    drain: async (deadlineMs) => {
      await strategy.drain(deadlineMs);
      await app.close();
    },
  };
};

export const partitionNames = (topics: readonly string[]): string[] =>
  topics.flatMap((topic) => Array.from({ length: partitionCount }, (_, partition) => `${topic}/${partition}`));
