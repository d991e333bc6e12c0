import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportedLine, ImportReceipt } from '@touchstone/contracts';
import { eventually, type Touchstone } from '@touchstone/testing';
import { shoppersIn, writeHistory } from './check-import';
import { mapping, type Told } from './history';
import { startImport, type Ended } from './importer';

export type Receipt = ImportReceipt & { readonly lines: readonly ImportedLine[] };

export const mappingFile = async (folder: string, content: object = mapping): Promise<string> => {
  const path = join(folder, `mapping-${JSON.stringify(content).length}.json`);
  await writeFile(path, JSON.stringify(content));
  return path;
};

export interface RealImport {
  readonly told: Told;
  readonly receipt: Receipt;
  readonly bytes: number;
  /** Of the importer that was killed, and of the one that went on. */
  readonly killed: Ended;
  readonly finished: Ended;
}

/** Imports a history of so many bytes, killed with SIGKILL on its way and run again. */
export const importKilledAndResumed = async (
  { url, writeKey, request }: Pick<Touchstone, 'url' | 'writeKey' | 'request'>,
  { folder, bytes, killAt, timeoutMs }: { folder: string; bytes: number; killAt: number; timeoutMs: number },
): Promise<RealImport> => {
  const path = join(folder, 'history.csv');
  const told = await writeHistory(path, bytes);
  const args = [
    path,
    '--mapping',
    await mappingFile(folder),
    '--url',
    url,
    '--write-key',
    writeKey,
    '--data',
    join(folder, 'kept'),
  ];
  const first = startImport(...args);
  const accepted = async () => {
    const { body } = await request<{ items: readonly { received: number }[] }>('/v1/receipts');
    return body.items.reduce((sum, { received }) => sum + received, 0);
  };
  await eventually('the import is under way', accepted, (count) => count >= killAt, { timeoutMs });
  first.child.kill('SIGKILL');
  const killed = await first.ended;
  const finished = await startImport(...args).ended;
  return {
    told,
    receipt: JSON.parse(finished.out || '{}') as Receipt,
    bytes: (await stat(path)).size,
    killed,
    finished,
  };
};

/** Waits until the read models show every shopper as the naive program knows them. Throws what still differs. */
export const shownAsTold = (sqlUrl: string, { shoppers }: Told, timeoutMs: number) => {
  const sorted = (of: ReadonlyMap<string, object>): string =>
    JSON.stringify([...of].sort(([a], [b]) => (a < b ? -1 : 1)));
  const wanted = sorted(shoppers);
  return eventually(
    'every shopper is shown as the naive program knows them',
    () => shoppersIn(sqlUrl),
    (shown) => sorted(shown) === wanted,
    { timeoutMs, pauseMs: 500 },
  );
};
