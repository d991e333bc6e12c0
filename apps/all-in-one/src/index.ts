export { start } from './start';
export type { Running } from './start';
export type { Config } from './config';
