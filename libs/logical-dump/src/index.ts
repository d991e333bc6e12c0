export { describeSchemas, schemasIn } from './describe-schemas';
export { dumpDatabase } from './dump-database';
export type { DumpOptions, RowChoice } from './dump-database';
export { DumpUnreadable } from './dump-line';
export { loadDump } from './load-dump';
export type { Loaded, LoadOptions } from './load-dump';
