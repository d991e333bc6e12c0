export { answersAtOnce, openRequests } from './requests/requests';
export type { Arrived, Begun, Finished, Requests, RequestsOptions } from './requests/requests';
export { openTimers } from './timers/timers';
export type { DueTimer, Timer, Timers, TimersOptions } from './timers/timers';
export { runTimers } from './timers/run-timers';
export type { Fire, RunningTimers, RunTimersOptions } from './timers/run-timers';
