export { startStandIn } from './stand-in/server';
export type { StandIn } from './stand-in/server';
