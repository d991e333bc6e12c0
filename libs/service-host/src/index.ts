export { answeredSoon, lastAnswered } from './answered-soon';
export { apiKeyRoles, hashKey, includesRole, openApiKeys } from './api-keys';
export type { ApiKeyRole, ApiKeys, Caller } from './api-keys';
export { crashAt } from './crash-points';
export type { AtCrashPoint } from './crash-points';
export { hostService } from './host-service';
export type { RunningService, ServiceDefinition } from './host-service';
export { kafkaOf, kafkaVariables } from './kafka-variables';
export { listen } from './listen';
export type { Listening } from './listen';
export { createLog, sendLogsTo } from './log';
export type { Log } from './log';
export { describeError } from './describe-error';
export { exposition, serviceMetrics } from './metrics';
export { mountServices } from './mount-services';
export { traceparentOf } from './observe-requests';
export { openPool } from './open-pool';
export { problem, ProblemError } from './problem-error';
export { isUnavailable } from './problem-of';
export {
  ConfigurationError,
  databaseVariable,
  eventStoreVariable,
  leaseVariable,
  portVariable,
  processVariables,
  readEnv,
  rebuildShareVariable,
  secretVariable,
} from './read-config';
export type { Check, Checks, Readiness } from './readiness';
export { callerOf, isLocal, requireLocalOrRole, requireRole } from './require-role';
export { RequireRole } from './require-role.guard';
export type { Route } from './route-table';
export { runProcess } from './run-process';
export { sendTelemetryTo } from './telemetry';
export { openTracing } from './tracing';
export type { OpenSpan, SpanOptions, Tracing } from './tracing';
export { formatTraceparent, isSampled, parseTraceparent } from './traceparent';
export { DeadLettersQuery, DiscardBody } from './dead-letters-query';
export { PageQuery } from './page-query';
