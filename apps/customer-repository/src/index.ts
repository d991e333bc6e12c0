export { crashPoints } from './crash-points';
export type { CrashPoint } from './crash-points';
export { start } from './start';
export type { RepositoryConfig } from './start';
export { variables as repositoryVariables } from './environment';
