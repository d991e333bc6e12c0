export { appOf, apps, frontPort, insideOnly, madeSecrets } from './table';
export type { App, AppName, Secret, Value } from './table';
