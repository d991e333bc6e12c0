export { crashPoints as salesCrashPoints } from './crash-points';
export { sellerVariables } from './documents/seller';
export type { Seller } from './documents/seller';
export { variables as salesVariables } from './environment';
export { start } from './start';
export type { SalesConfig } from './start';
