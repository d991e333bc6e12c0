import { dumpDatabase } from '@touchstone/logical-dump';
import type { Pool } from 'pg';
import { aboutLog, cutAtWatermark } from './cut.tables';
import { release } from '@touchstone/contracts';

/** Follows the log alone, so a restored server makes it again. */
const rebuilt = ['resolver'];

export const dumpLog = (pool: Pool): AsyncIterable<string> =>
  dumpDatabase(pool, {
    database: 'log',
    without: rebuilt,
    about: async (client) => ({ release, ...(await aboutLog(client)) }),
    rowsOf: cutAtWatermark,
  });

export const dumpKeys = (pool: Pool): AsyncIterable<string> =>
  dumpDatabase(pool, { database: 'keys', about: async () => ({ release }) });
