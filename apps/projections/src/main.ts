import { listen, readEnv, runProcess, sendLogsTo, sendTelemetryTo } from '@touchstone/service-host';
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
    salesEventStoreUrl: env.SALES_EVENTSTORE_URL,
    keysUrl: env.KEYS_DATABASE_URL,
    readUrl: env.READ_DATABASE_URL,
    secrets: { pepper: env.PEPPER, wrappingKey: env.WRAPPING_KEY },
    slots: env.PROJECTION_SLOTS,
    leaseMs: env.LEASE_MS,
    rebuildShare: env.REBUILD_SHARE,
    passwords: { reader: env.READER_PASSWORD, analyst: env.ANALYST_PASSWORD },
    ...(env.PROJECTIONS && { only: env.PROJECTIONS }),
  });
  const listening = await listen(service, env.PORT, env.HOST, { drainMs: env.DRAIN_MS });
  process.stdout.write(`projections listens on ${listening.url}\n`);
  return { close: async () => listening.close().then(service.close) };
});
