export { appOf, apps, frontPort, madeSecrets } from './table';
export type { AppName } from '@touchstone/contracts';
export type { App, Secret, Value } from './table';
