export { openRequests } from './requests/requests';
export type { Begun, Requests, RequestsOptions } from './requests/requests';
