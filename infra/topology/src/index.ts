export { apps, frontPort } from './table';
export type { App, AppName, Value } from './table';
