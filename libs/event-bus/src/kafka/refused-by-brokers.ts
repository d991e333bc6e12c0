import { BusForbidden, BusUnavailable } from '../errors';
import type { KafkaSettings } from './kafka-settings';

/** What was asked of the brokers, so that a refusal can name the ACL that is missing. */
export interface Attempt {
  /** As `kafka-acls --operation` takes them. */
  readonly operations: readonly string[];
  readonly topics?: readonly string[];
  readonly group?: string;
}

interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly type?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const causesOf = (error: unknown): Failure[] => {
  if (!(error instanceof Error)) return [];
  const failure = error as Failure;
  return [failure, ...[failure.cause, ...(failure.errors ?? [])].flatMap(causesOf)];
};

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
]);

const certificateRemedy = (code: string): string | undefined => {
  if (untrusted.has(code))
    return `The brokers' certificate is not trusted (${code}): set KAFKA_CA to the PEM text of the authority that signed it.`;
  if (code === 'CERT_HAS_EXPIRED') return "The brokers' certificate has expired: give them a new one.";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return "The brokers' certificate is for other names than those that they announce: change it, or advertised.listeners.";
  return undefined;
};

const loginRemedy = ({ sasl }: KafkaSettings): string =>
  sasl
    ? `The brokers refuse the user ${sasl.username} by ${sasl.mechanism}: set KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM as the user was made there.`
    : 'The brokers want a user: set KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_SASL_MECHANISM.';

const aclRemedy = (type: string, { sasl }: KafkaSettings, { operations, topics = [], group }: Attempt): string => {
  const principal = sasl ? `User:${sasl.username}` : 'the principal of this connection';
  const allowed = (wanted: readonly string[]) => wanted.map((operation) => ` --operation ${operation}`).join('');
  // An idempotent producer that may write to no topic at all is refused the cluster.
  const onTopics = topics.length > 0 ? allowed(operations) + topics.map((topic) => ` --topic ${topic}`).join('') : '';
  const onGroup = `${allowed(['Read'])} --group ${group ?? '<the group>'}`;
  const command =
    type === 'GROUP_AUTHORIZATION_FAILED' ? onGroup : onTopics || `${allowed(['Create', 'Describe'])} --cluster`;
  return `The brokers allow ${principal} too little (${type}): kafka-acls --add --allow-principal ${principal}${command}`;
};

// The brokers hang up on a client that speaks another protocol than they do, and do not say why.
const hangUpRemedy = (messages: readonly string[], { tls, sasl }: KafkaSettings): string | undefined => {
  const said = (pattern: RegExp) => messages.some((message) => pattern.test(message));
  if (said(/disconnected before secure TLS connection|wrong version number/))
    return 'The brokers hang up: perhaps they do not speak TLS on this port (KAFKA_BROKERS, KAFKA_TLS).';
  if (!said(/^Closed connection/) || sasl) return undefined;
  return tls
    ? 'The brokers hang up: perhaps they want a user (KAFKA_USERNAME, KAFKA_PASSWORD, KAFKA_SASL_MECHANISM).'
    : 'The brokers hang up: perhaps they want TLS (KAFKA_TLS=true) or a user (KAFKA_USERNAME).';
};

const leaseRemedy =
  'The brokers refuse the lease of the group: set LEASE_MS to no less than their group.min.session.timeout.ms (6000 unless it was changed) and no more than group.max.session.timeout.ms.';

const remedyOf = (error: unknown, settings: KafkaSettings, attempt: Attempt): string | undefined => {
  for (const { name, code = '', type = '' } of causesOf(error)) {
    const certificate = certificateRemedy(code);
    if (certificate) return certificate;
    if (name === 'KafkaJSSASLAuthenticationError') return loginRemedy(settings);
    if (type === 'INVALID_SESSION_TIMEOUT') return leaseRemedy;
    if (type.endsWith('_AUTHORIZATION_FAILED')) return aclRemedy(type, settings, attempt);
  }
  return hangUpRemedy(
    causesOf(error).map(({ message = '' }) => message),
    settings,
  );
};

// kafkajs asks every broker, and keeps to itself what each of them has answered.
const coordinatorRemedy = (settings: KafkaSettings, attempt: Attempt): string =>
  `No broker names the coordinator of a group. If that lasts: ${aclRemedy('GROUP_AUTHORIZATION_FAILED', settings, attempt)}`;

/** The error of a request that failed: BusForbidden with what to change where only a person can help, else BusUnavailable. */
export const refusedByBrokers = (error: unknown, settings: KafkaSettings, attempt: Attempt): BusUnavailable => {
  if (error instanceof BusUnavailable) return error;
  const remedy = remedyOf(error, settings, attempt);
  if (remedy !== undefined) return new BusForbidden(remedy, error);
  const isLost = causesOf(error).some(({ name }) => name === 'KafkaJSGroupCoordinatorNotFound');
  return new BusUnavailable(error, isLost ? coordinatorRemedy(settings, attempt) : undefined);
};
