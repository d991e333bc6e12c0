import { listen, readEnv, runProcess, sendLogsTo, sendTelemetryTo } from '@touchstone/service-host';
import { variables } from './environment';
import { start } from './start';

runProcess(async () => {
  const env = readEnv(variables);
  sendLogsTo(undefined, env.LOG_LEVEL);
  await sendTelemetryTo(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const service = await start({
    traceRatio: env.TRACE_RATIO,
    readUrl: env.READ_DATABASE_URL,
    logUrl: env.LOG_DATABASE_URL,
    eventStoreUrl: env.EVENTSTORE_URL,
    pepper: env.PEPPER,
    owners: {
      repository: env.REPOSITORY_URL,
      projections: env.PROJECTIONS_URL,
      ...(env.SALES_URL && { relays: { sales: env.SALES_URL } }),
    },
    marksKey: env.MARKS_KEY,
    connections: env.READ_CONNECTIONS,
  });
  const listening = await listen(service, env.PORT, env.HOST, { drainMs: env.DRAIN_MS });
  process.stdout.write(`query-api listens on ${listening.url}\n`);
  return { close: async () => listening.close().then(service.close) };
});
