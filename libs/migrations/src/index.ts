export { migrate } from './migrate';
export { MigrationRefused } from './migration';
export type { Migration } from './migration';
