export { projectionCrashPoints } from './crash-points';
export { liveProjections } from './live-projections';
export { start } from './start';
export type { ProjectionsConfig } from './start';
export { variables as projectionVariables } from './environment';
