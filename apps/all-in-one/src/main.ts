import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError, kafkaOf, runProcess } from '@touchstone/service-host';
import { banner } from './banner';
import type { Config } from './config';
import { readVariables } from './environment';
import { logToFile } from './log-file.files';
import { restoreData } from './restore.worker';
import { start } from './start';

const began = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const configFor = (directory?: string): Config & { readonly logFile: string } => {
  const variables = readVariables();
  const dataDir = resolve(directory ?? variables.TOUCHSTONE_DATA);
  const logFile = variables.LOG_FILE ?? resolve(dataDir, 'touchstone.log');
  return {
    dataDir,
    host: variables.HOST,
    port: variables.PORT,
    sqlPort: variables.SQL_PORT,
    logDatabaseUrl: variables.LOG_DATABASE_URL,
    keysDatabaseUrl: variables.KEYS_DATABASE_URL,
    readDatabaseUrl: variables.READ_DATABASE_URL,
    eventStoreUrl: variables.EVENTSTORE_URL,
    kafka: kafkaOf(variables),
    seller: { name: variables.SELLER_NAME, logo: variables.SELLER_LOGO },
    traceRatio: variables.TRACE_RATIO,
    collectorUrl: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
    drainMs: variables.DRAIN_MS,
    leaseMs: variables.LEASE_MS,
    rebuildShare: variables.REBUILD_SHARE,
    crashAt: variables.CRASH_AT,
    logTo: () => logToFile(logFile, variables.LOG_LEVEL),
    logFile,
  };
};

const serve = async () => {
  const config = configFor();
  const running = await start(config, say);
  say(banner({ ...running, ...config, startedInMs: performance.now() - began }));
  return running;
};

const text = { type: 'string' as const };

const restore = async (args: string[]): Promise<never> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keys: text, secrets: text, into: text },
  });
  const [backup] = positionals;
  const { keys, secrets, into } = values;
  if (!backup || !keys || !secrets || !into)
    throw new ConfigurationError('restore needs <backup> --keys <dir> --secrets <file> --into <dir>.');
  // Any free port: nobody is to find a server that is only half there.
  const config = { ...configFor(into), sqlPort: 0 };
  const options = { backup: resolve(backup), keys: resolve(keys), secretsFile: resolve(secrets) };
  const { events, takenAt, keysErasedAgain } = await restoreData(config, options, say);
  say(`Restored ${events} events as of ${takenAt} into ${config.dataDir}; ${keysErasedAgain} keys were erased again.`);
  say(`Start it with TOUCHSTONE_DATA=${config.dataDir} npm start; the read models are then built from the log.`);
  process.exit(0);
};

runProcess(() => (process.argv[2] === 'restore' ? restore(process.argv.slice(3)) : serve()));
