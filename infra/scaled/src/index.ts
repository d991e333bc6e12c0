export { startScaled } from './start-scaled';
export type { ReplicaShown, Scaled, ScaledOptions } from './start-scaled';
export type { Credentials } from './first-keys';
export type { ReplicaState } from './replica';
export type { AppName } from '@touchstone/topology';
