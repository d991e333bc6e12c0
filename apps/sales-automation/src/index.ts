export { crashPoints as salesCrashPoints } from './crash-points';
export { variables as salesVariables } from './environment';
export { start } from './start';
export type { SalesConfig } from './start';
