/** Addresses of one node. */
export interface NodeAddress {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Of a second listener with SASL over TLS, where there is one. */
  readonly securePort?: number;
}

export interface Security {
  /** PKCS12 with the broker's certificate. */
  readonly keystore: string;
  readonly password: string;
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>;
}

const host = '127.0.0.1';

const secured = ({ keystore, password, users }: Security): Record<string, string> => {
  const known = Object.entries(users).map(([user, secret]) => `user_${user}="${secret}"`);
  const login = ['org.apache.kafka.common.security.plain.PlainLoginModule', 'required', ...known];
  return {
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `${login.join(' ')};`,
    'ssl.keystore.location': keystore,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.password': password,
    'ssl.key.password': password,
    // The plain listener is the operator's own; on the secured one nothing is allowed that no ACL allows.
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  };
};

/** Settings of one node of a KRaft cluster on this machine. */
export const serverProperties = (
  { id, port, controllerPort, securePort }: NodeAddress,
  nodes: readonly NodeAddress[],
  dataDir: string,
  security?: Security,
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
    ...(security && secured(security)),
  };
};

export const propertiesText = (properties: Readonly<Record<string, string>>): string =>
  Object.entries(properties)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
