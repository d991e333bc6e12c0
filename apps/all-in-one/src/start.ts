import { mkdir } from 'node:fs/promises';
import {
  ConfigurationError,
  listen,
  mountServices,
  openApiKeys,
  openPool,
  sendTelemetryTo,
} from '@touchstone/service-host';
import { ensureFirstKeys } from '@touchstone/touchpoint-gateway';
import type { Config } from './config';
import { loadCredentials, saveCredentials, type Credentials } from './credentials.files';
import { lockData } from './data-lock.files';
import { freeDeadHolders } from './dead-holders.tables';
import { hasLog, startDatabases } from './databases.worker';
import { frontDoor } from './front-door';
import { documentOf } from './merge-openapi';
import { refuseHalfRestored } from './restore.worker';
import { loadSecrets } from './secrets.files';
import { startServices } from './services';
import { ensureSqlRoles } from './sql-roles.tables';
import { undoing } from './undoing';

export interface Running {
  readonly credentials: Credentials;
  readonly isFirstStart: boolean;
  close(): Promise<void>;
}

const makeDirectory = (path: string): Promise<unknown> =>
  mkdir(path, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError(
      `${path} cannot be made (${error.code}): set TOUCHSTONE_DATA to a directory that can.`,
    );
  });

/** Starts every service in this process on the data directory. Whatever fails, what was started before is stopped. */
export const start = async (config: Config, say: (line: string) => void): Promise<Running> => {
  const { dataDir } = config;
  await makeDirectory(dataDir);
  return undoing(async (started) => {
    const lock = await lockData(dataDir);
    started(lock.release);
    await config.logTo();
    await sendTelemetryTo(config.collectorUrl);
    await refuseHalfRestored(dataDir);
    const door = frontDoor();
    const listening = await listen(door, config.port, config.host, { drainMs: config.drainMs });
    started(listening.close);
    const secrets = await loadSecrets(dataDir, await hasLog(dataDir));
    const kept = await loadCredentials(dataDir);
    const databases = await startDatabases(config, say);
    started(databases.stop);
    await freeDeadHolders(databases.own);
    const { readerUrl, analystUrl } = await ensureSqlRoles(databases.read, {
      analystPassword: kept.analystPassword,
      ownsServer: config.readDatabaseUrl === undefined,
    });
    const services = await startServices({
      url: listening.url,
      apiKey: kept.apiKey,
      secrets,
      databases,
      readerUrl,
      config,
      started,
    });
    const pool = openPool(databases.log, { name: 'all-in-one', max: 2 });
    started(() => pool.end());
    const everything = await mountServices(services, {
      name: 'all-in-one',
      apiKeys: openApiKeys(pool),
      openapi: () => documentOf(services),
    });
    // The port closes first, so that requests in hand still find their services.
    started(async () => listening.close().then(everything.close));
    const { writeKey, apiKey, isNew } = kept;
    const credentials = { url: listening.url, writeKey, apiKey, sqlUrl: analystUrl };
    // Written down before they are made valid: a key that nobody has could never be taken back.
    await saveCredentials(dataDir, credentials);
    await ensureFirstKeys(pool, credentials);
    door.open(everything);
    return { credentials, isFirstStart: isNew };
  });
};
