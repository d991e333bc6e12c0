export { eventually } from './eventually';
export { spawnService } from './spawn-service';
export type { Service, ServiceOptions } from './spawn-service';
export { newDataDir } from './new-data';
export { salesReach } from './sales-reach';
export { specification } from './specification';
export { describeWithKafka, describeWithOwnKafka, testKafka, testSecureKafka } from './test-kafka';
export type { SecureKafka } from './test-kafka';
export { testDatabase } from './test-database';
export type { TestDatabase } from './test-database';
export { spawnTouchstone } from './spawn-touchstone';
export type { Touchstone, TouchstoneOptions } from './spawn-touchstone';
/** A server of the test's own, for tests that stop or kill it; `keepPostgres` comes back by itself. */
export { keepPostgres, startPostgres } from '@touchstone/embedded-postgres';
export type { RunningPostgres } from '@touchstone/embedded-postgres';
/** Brokers of the test's own, for tests that stop or kill them. */
export { allow, startKafka } from '@touchstone/kafka';
export type { Grant, KafkaNode, RunningKafka } from '@touchstone/kafka';
