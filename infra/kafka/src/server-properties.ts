import type { Certificate } from './certificate';

/** Addresses of one node. */
export interface NodeAddress {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Of a second listener with SASL over TLS, where there is one. */
  readonly securePort?: number;
}

export interface Security {
  /** Passwords by user name, for SASL PLAIN and SCRAM alike. */
  readonly users: Readonly<Record<string, string>>;
}

const host = '127.0.0.1';
const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** The users as Kafka's `format --add-scram` takes them. */
export const scramUsers = ({ users }: Security): string[] =>
  Object.entries(users).flatMap(([user, secret]) =>
    scramMechanisms.map((mechanism) => `${mechanism}=[name=${user},password=${secret}]`),
  );

const secured = ({ users }: Security, { keystore, password }: Certificate): Record<string, string> => {
  const known = Object.entries(users).map(([user, secret]) => `user_${user}="${secret}"`);
  const login = (module: string, ...options: string[]) =>
    `org.apache.kafka.common.security.${module} ${['required', ...options].join(' ')};`;
  const scram = scramMechanisms.map((mechanism) => [
    `listener.name.sasl_ssl.${mechanism.toLowerCase()}.sasl.jaas.config`,
    login('scram.ScramLoginModule'),
  ]);
  return {
    'sasl.enabled.mechanisms': ['PLAIN', ...scramMechanisms].join(','),
    'listener.name.sasl_ssl.plain.sasl.jaas.config': login('plain.PlainLoginModule', ...known),
    ...(Object.fromEntries(scram) as Record<string, string>),
    'ssl.keystore.location': keystore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.key.password': password,
    // The plain listener is the operator's own; on the secured one nothing is allowed that no ACL allows.
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  };
};

// Nine seconds until the others notice that a node is gone would be most of a test.
const soonMissed = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' };

/** Settings of one node of a KRaft cluster on this machine. */
export const serverProperties = (
  { id, port, controllerPort, securePort }: NodeAddress,
  nodes: readonly NodeAddress[],
  dataDir: string,
  secure?: { readonly security: Security; readonly certificate: Certificate },
): Record<string, string> => {
  const copies = String(nodes.length);
  const listeners = [`PLAINTEXT://${host}:${port}`, `CONTROLLER://${host}:${controllerPort}`];
  if (securePort) listeners.push(`SASL_SSL://${host}:${securePort}`);
  return {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': nodes.map((node) => `${node.id}@${host}:${node.controllerPort}`).join(','),
    listeners: listeners.join(','),
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'log.dirs': dataDir,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': copies,
    'min.insync.replicas': nodes.length > 2 ? '2' : '1',
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': '8',
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': nodes.length > 2 ? '2' : '1',
    'transaction.state.log.num.partitions': '8',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    ...(nodes.length > 2 && soonMissed),
    ...(secure && secured(secure.security, secure.certificate)),
  };
};

export const propertiesText = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
