import type { RunningPostgres } from '@touchstone/embedded-postgres';
import type { KafkaHost } from './jest-kafka';
import type { NewDataHost } from './jest-new-data';

/** Jest's setup and teardown run in the parent process; its workers inherit the address through the environment. */
export const addressVariable = 'TOUCHSTONE_TEST_POSTGRES';
export const running: { server?: RunningPostgres; kafka?: KafkaHost; newData?: NewDataHost; folder?: string } = {};
