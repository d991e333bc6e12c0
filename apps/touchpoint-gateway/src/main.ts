import { kafkaOf, listen, readEnv, runProcess, sendLogsTo, sendTelemetryTo } from '@touchstone/service-host';
import { variables } from './environment';
import { start } from './start';

runProcess(async () => {
  const env = readEnv(variables);
  sendLogsTo(undefined, env.LOG_LEVEL);
  await sendTelemetryTo(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const service = await start({
    traceRatio: env.TRACE_RATIO,
    logUrl: env.LOG_DATABASE_URL,
    keysUrl: env.KEYS_DATABASE_URL,
    kafka: kafkaOf(env),
    leaseMs: env.LEASE_MS,
    secrets: { pepper: env.PEPPER, digestSecret: env.DIGEST_SECRET, wrappingKey: env.WRAPPING_KEY },
    firstApiKey: env.FIRST_API_KEY,
    serviceApiKey: env.SERVICE_API_KEY,
    repositoryUrl: env.REPOSITORY_URL,
    repositoryKey: env.REPOSITORY_KEY,
  });
  const listening = await listen(service, env.PORT, env.HOST, { drainMs: env.DRAIN_MS });
  process.stdout.write(`touchpoint-gateway listens on ${listening.url}\n`);
  return { close: async () => listening.close().then(service.close) };
});
