export type { MarksOf, QueryApiConfig } from './config';
export { start } from './start';
export { variables as queryApiVariables } from './environment';
