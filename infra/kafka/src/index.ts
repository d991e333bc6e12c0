export { allow } from './allow';
export type { Grant, Operation } from './allow';
export { whyNoKafka } from './jars';
export { KafkaNotStarted } from './kafka-not-started';
export { startKafka } from './start-kafka';
export type { KafkaNode, KafkaOptions, RunningKafka } from './start-kafka';
export type { Security } from './server-properties';
