export { start } from './start';
export type { Config } from './start';
export { restore } from './restore';
export type { Restored, RestoreConfig } from './restore';
export { variables as backupVariables } from './environment';
