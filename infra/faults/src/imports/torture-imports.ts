import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from '../product/product';
import { pour } from './check-import';
import { columns } from './history';
import { startImport } from './importer';
import { importKilledAndResumed, mappingFile, shownAsTold } from './real-import';

const megabyte = 1_000_000;
const memoryLimit = 300 * megabyte;
const hour = 3_600_000;

const demand = (holds: boolean, sentence: string): void => {
  if (!holds) throw new Error(sentence);
};

interface Sizes {
  readonly dryMegabytes: number;
  readonly realMegabytes: number;
  readonly say: (line: string) => void;
}

const checkDry = async (folder: string, { dryMegabytes, say }: Sizes): Promise<void> => {
  const began = performance.now();
  const importing = startImport('-', '--mapping', await mappingFile(folder), '--dry-run');
  const { read, broken } = await pour(importing.child.stdin!, columns, dryMegabytes * megabyte);
  const { out, peakBytes } = await importing.ended;
  const result = JSON.parse(out) as { read: number; fits: number };
  demand(
    result.read === read && result.fits === read - broken,
    `The dry run read ${out.slice(0, 200)} instead of ${read}.`,
  );
  demand(peakBytes < memoryLimit, `The dry run held ${peakBytes} bytes.`);
  const seconds = (performance.now() - began) / 1000;
  say(
    `${dryMegabytes} MB checked in ${seconds.toFixed(0)} s, ${Math.round(peakBytes / megabyte)} MB of memory at most.`,
  );
};

const checkReal = async (product: Product, folder: string, { realMegabytes, say }: Sizes): Promise<void> => {
  const bytes = realMegabytes * megabyte;
  const size = { folder, bytes, killAt: bytes / 4_000, timeoutMs: hour };
  const { told, receipt, killed, finished } = await importKilledAndResumed(product.touchstone, size);
  demand(
    receipt.stored === told.good &&
      receipt.rejected === told.badLines.size &&
      receipt.duplicate + receipt.conflict + receipt.waiting === 0,
    `The receipt is ${JSON.stringify({ ...receipt, lines: [] })} instead of ${told.good} stored lines.`,
  );
  const peak = Math.max(killed.peakBytes, finished.peakBytes);
  demand(peak < memoryLimit, `The import held ${peak} bytes.`);
  await shownAsTold(product.touchstone.sqlUrl, told, hour);
  say(
    `${realMegabytes} MB imported, killed and resumed: ${receipt.stored} lines stored once, ${Math.round(peak / megabyte)} MB of memory at most.`,
  );
};

/** Large files: one only checked, one imported for real with a kill on its way. Throws what is wrong. */
export const tortureImports = async (product: Product, sizes: Sizes): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-torture-imports-'));
  try {
    await checkDry(folder, sizes);
    await checkReal(product, folder, sizes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
