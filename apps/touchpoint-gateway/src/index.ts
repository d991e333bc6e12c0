export { gatewayCrashPoints } from './ingest/ingest';
export { start } from './start';
export type { GatewayConfig } from './start';
export { ensureFirstKeys } from './access/first-keys.tables';
export type { FirstKeys } from './access/first-keys.tables';
export { newKey } from './access/new-key.tables';
export { variables as gatewayVariables } from './environment';
