import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { runBroker, type BrokerProcess } from './broker-process';
import { certificateIn } from './certificate';
import { electPreferredLeaders } from './elect-leaders';
import { freePorts } from './free-ports';
import { kafkaJars } from './jars';
import { endsOf, leadersOf } from './leaders';
import { scramUsers, serverProperties, type NodeAddress, type Security } from './server-properties';

export interface KafkaOptions {
  /** Of the whole cluster; one that holds data is started again. */
  readonly dataDir: string;
  /** 1, or 3 for a cluster that outlives one of its nodes. */
  readonly nodes?: number;
  /** Of the first node; free ones when not given. */
  readonly port?: number;
  /** Adds a listener with SASL (PLAIN, SCRAM) over TLS, on which only ACLs allow something. The users are made with the data. */
  readonly security?: Security;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface KafkaNode extends NodeAddress {
  /** `<host>:<port>` */
  readonly address: string;
  pid(): number | undefined;
  signal(signal: NodeJS.Signals): void;
  /** As a power failure does. Resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again on its data and ports. */
  start(): Promise<void>;
}

export interface RunningKafka {
  /** `<host>:<port>` of every node, separated by commas: the value of KAFKA_BROKERS. */
  readonly brokers: string;
  /** The listener with SASL over TLS, where there is one: its addresses, and the PEM text that a client must trust. */
  readonly secure?: { readonly brokers: string; readonly ca: string };
  readonly nodes: readonly KafkaNode[];
  /** Id of the node that leads each partition of a topic, by partition; -1 where none does. */
  leadersOf(topic: string): Promise<number[]>;
  /** The offset behind the last message of each partition, by partition. */
  endsOf(topic: string): Promise<number[]>;
  /** Moves partitions back to their preferred leaders, where those are in sync; answers which (`<topic>-<partition>`). */
  electPreferredLeaders(): Promise<string[]>;
  stop(): Promise<void>;
}

const clusterIdOf = (dataDir: string): string =>
  createHash('sha256').update(dataDir).digest().subarray(0, 16).toString('base64url').replace(/^-/, '_');

/** Starts a KRaft cluster of real brokers on this machine. Throws KafkaNotStarted. */
export const startKafka = async (options: KafkaOptions): Promise<RunningKafka> => {
  const { dataDir, nodes: count = 1, security, settings = {} } = options;
  const jars = await kafkaJars();
  const certificate = security && (await certificateIn(join(dataDir, 'certificate')));
  const secure = security && certificate && { security, certificate };
  const ports = await freePorts(count * 3);
  const addresses = Array.from({ length: count }, (_, at): NodeAddress => {
    const [port, controllerPort, securePort] = ports.slice(at * 3) as [number, number, number];
    const own = at === 0 && options.port ? options.port : port;
    return { id: at + 1, port: own, controllerPort, ...(security && { securePort }) };
  });
  const nodes = addresses.map((address) => {
    const folder = join(dataDir, `node-${address.id}`);
    const properties = { ...serverProperties(address, addresses, join(folder, 'data'), secure), ...settings };
    const launch = { jars, folder, clusterId: clusterIdOf(dataDir), properties };
    return nodeOf(address, () => runBroker({ ...launch, ...(security && { scram: scramUsers(security) }) }));
  });
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await Promise.all(nodes.map((node) => node.kill()));
    throw error;
  }
  const brokers = nodes.map(({ address }) => address).join(',');
  const secureBrokers = addresses.map(({ securePort }) => `localhost:${securePort}`).join(',');
  return {
    brokers,
    ...(certificate && { secure: { brokers: secureBrokers, ca: certificate.ca } }),
    nodes,
    leadersOf: (topic) => leadersOf(brokers, topic),
    endsOf: (topic) => endsOf(brokers, topic),
    electPreferredLeaders: () => electPreferredLeaders(brokers),
    stop,
  };
};

const nodeOf = (address: NodeAddress, run: () => Promise<BrokerProcess>): KafkaNode => {
  let running: BrokerProcess | undefined;
  const gone = async (end: (broker: BrokerProcess) => unknown) => {
    const broker = running;
    running = undefined;
    if (!broker) return;
    await end(broker);
    await broker.exited;
  };
  return {
    ...address,
    address: `127.0.0.1:${address.port}`,
    pid: () => running?.pid,
    signal: (signal) => running?.signal(signal),
    kill: () => gone((broker) => broker.signal('SIGKILL')),
    stop: () => gone((broker) => broker.stop()),
    start: async () => {
      running ??= await run();
    },
  };
};
