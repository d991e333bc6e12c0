import { release } from '@touchstone/contracts';
import { DumpUnreadable, loadDump, type Loaded } from '@touchstone/logical-dump';
import { openVault } from '@touchstone/personal-data';
import { openPool } from '@touchstone/service-host';
import { eraseAgain } from './erased-again.tables';

export interface RestoreConfig {
  /** Two empty databases. */
  readonly logUrl: string;
  readonly keysUrl: string;
  /** Lines of the two parts of a backup. */
  readonly log: AsyncIterable<string>;
  readonly keys: AsyncIterable<string>;
  /** 32 bytes: that of the server that was backed up. */
  readonly wrappingKey: Buffer;
  readonly onProgress?: (part: 'log' | 'keys', rows: number) => void;
}

export interface Restored {
  readonly events: number;
  readonly takenAt: string;
  readonly keysErasedAgain: number;
}

const newerThan = (theirs: string): boolean => {
  const [a, b] = [theirs, release].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const place = a.findIndex((part, index) => part !== b[index]);
  return place >= 0 && (a[place] ?? 0) > (b[place] ?? 0);
};

const refuseOthers = ({ database, about }: Loaded, wanted: string): void => {
  if (database !== wanted)
    throw new DumpUnreadable(`This file holds ${database}, not ${wanted}: the two files are swapped.`);
  const theirs = String(about['release'] ?? '');
  if (newerThan(theirs))
    throw new DumpUnreadable(`This backup was written by release ${theirs}, this is ${release}: run that one.`);
};

/**
 * Loads a backup into two empty databases. The store enters a new epoch when it is first opened; read models and the
 * resolver's tables are made again from the log.
 */
export const restore = async (config: RestoreConfig): Promise<Restored> => {
  const { onProgress, wrappingKey } = config;
  const logPool = openPool(config.logUrl, { name: 'restore', max: 2 });
  const keysPool = openPool(config.keysUrl, { name: 'restore', max: 2 });
  try {
    const log = await loadDump(logPool, config.log, { onProgress: (rows) => onProgress?.('log', rows) });
    refuseOthers(log, 'log');
    const keys = await loadDump(keysPool, config.keys, { onProgress: (rows) => onProgress?.('keys', rows) });
    refuseOthers(keys, 'keys');
    const vault = await openVault({ pool: keysPool, wrappingKey });
    const keysErasedAgain = await eraseAgain(logPool, vault);
    await vault.close();
    return { events: log.rows['store.events'] ?? 0, takenAt: log.takenAt, keysErasedAgain };
  } finally {
    await Promise.all([logPool.end(), keysPool.end()]);
  }
};
