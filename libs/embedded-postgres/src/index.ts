export { keepPostgres } from './keep-postgres';
export { PostgresNotStarted } from './postgres-not-started';
export { startPostgres } from './start-postgres';
export type { PostgresExit, RunningPostgres, StartOptions } from './start-postgres';
