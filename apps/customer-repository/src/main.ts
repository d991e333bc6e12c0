import { crashAt, kafkaOf, listen, readEnv, runProcess, sendLogsTo, sendTelemetryTo } from '@touchstone/service-host';
import { crashPoints } from './crash-points';
import { variables } from './environment';
import { start } from './start';

runProcess(async () => {
  const env = readEnv(variables);
  sendLogsTo(undefined, env.LOG_LEVEL);
  await sendTelemetryTo(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const service = await start({
    traceRatio: env.TRACE_RATIO,
    logUrl: env.LOG_DATABASE_URL,
    eventStoreUrl: env.EVENTSTORE_URL,
    keysUrl: env.KEYS_DATABASE_URL,
    kafka: kafkaOf(env),
    secrets: { pepper: env.PEPPER, digestSecret: env.DIGEST_SECRET, wrappingKey: env.WRAPPING_KEY },
    departmentTopics: env.DEPARTMENT_TOPICS,
    leaseMs: env.LEASE_MS,
    ...(env.PHONE_REGION && { phoneRegion: env.PHONE_REGION }),
    ...(env.CRASH_AT && { atCrashPoint: crashAt(env.CRASH_AT, crashPoints) }),
  });
  const listening = await listen(service, env.PORT, env.HOST, { drainMs: env.DRAIN_MS });
  process.stdout.write(`customer-repository listens on ${listening.url}\n`);
  return { close: async () => listening.close().then(service.close) };
});
