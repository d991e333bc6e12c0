import {
  Server as GrpcServer,
  ServerCredentials,
  status,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { append } from './append';
import { serviceError } from './errors';
import { noFaults, type Faults } from './faults';
import { Log } from './log';
import { read } from './read';

export interface Server {
  readonly log: Log;
  readonly faults: Faults;
  readonly port: number;
  readonly maxAppendBytes: number;
  /** Counted, for tests that say how a client behaves. */
  appends: number;
  reads: number;
  batches: number;
  /** Ever made. */
  subscriptions: number;
  /** What drops each of those that are open. */
  readonly subscribers: Set<() => void>;
}

export interface StandIn extends Server {
  /** `esdb://127.0.0.1:<port>?tls=false`. */
  readonly url: string;
  /** Breaks every connection, and comes back on the same port with the log and without the cache of recent ids. */
  restart(downMs?: number): Promise<void>;
  /** As the server does with readers that are too slow. */
  dropSubscriptions(): void;
  stop(): Promise<void>;
}

const streamsService = '/event_store.client.streams.Streams/';

const supported = (answer: sendUnaryData<SupportedMethods>): void => {
  const methods = ['read', 'append', 'delete', 'tombstone', 'batchappend'].map((name) => {
    const method = new features.SupportedMethod();
    method.setServiceName(streamsService.slice(1, -1));
    method.setMethodName(name);
    return method;
  });
  const said = new features.SupportedMethods();
  said.setEventStoreServerVersion('24.10.0-stand-in');
  said.setMethodsList(methods);
  answer(null, said);
};

const unimplemented = (_: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<never>): void =>
  answer(serviceError(status.UNIMPLEMENTED, 'The stand-in has no such call.'));

const listen = async (server: Omit<Server, 'port'> & { port: number }): Promise<GrpcServer> => {
  const grpc = new GrpcServer({ 'grpc.max_receive_message_length': 32 << 20 });
  grpc.addService(StreamsService, {
    read: read(server),
    append: append(server),
    delete: unimplemented,
    tombstone: unimplemented,
    batchAppend: (call: { emit(name: 'error', error: unknown): void }) => {
      server.batches++;
      call.emit('error', serviceError(status.UNIMPLEMENTED, 'The stand-in has no batch append.'));
    },
  });
  grpc.addService(ServerFeaturesService, {
    getSupportedMethods: (_: unknown, answer: sendUnaryData<SupportedMethods>) => supported(answer),
  });
  server.port = await new Promise<number>((resolve, reject) =>
    grpc.bindAsync(`127.0.0.1:${server.port}`, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
  return grpc;
};

/**
 * A server that speaks EventStoreDB's protocol over TCP, written from the service definitions that the client ships. It stands
 * in for the real one in tests: it shows what an adapter does with the protocol, and nothing about EventStoreDB itself.
 */
export const startStandIn = async (maxAppendBytes = 1 << 20): Promise<StandIn> => {
  const server = {
    log: new Log(maxAppendBytes),
    faults: noFaults(),
    port: 0,
    maxAppendBytes,
    appends: 0,
    reads: 0,
    batches: 0,
    subscriptions: 0,
    subscribers: new Set<() => void>(),
  };
  let grpc = await listen(server);
  return Object.assign(server, {
    url: `esdb://127.0.0.1:${server.port}?tls=false`,
    restart: async (downMs = 0) => {
      grpc.forceShutdown();
      server.log.forgetRecentIds();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      grpc = await listen(server);
    },
    dropSubscriptions: () => {
      for (const drop of [...server.subscribers]) drop();
    },
    stop: async () => grpc.forceShutdown(),
  });
};
