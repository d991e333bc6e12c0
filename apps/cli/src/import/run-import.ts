import type { ImportReceipt } from '@touchstone/contracts';
import { batches, bodyOf, type Batch } from './batches';
import type { ImportClient } from './import.client';
import type { ImportFile } from './import-file.files';
import { inFlight } from './in-flight';
import type { Journal } from './journal.files';
import type { Mapping } from './mapping';
import { Misfit } from './misfit';
import { outcomesOf } from './outcomes.files';
import type { Progress } from './progress';

export interface Importing {
  readonly file: ImportFile;
  readonly mapping: Mapping;
  readonly fileHash: string;
  readonly journal: Journal;
  readonly client: ImportClient;
  readonly requests: number;
  readonly onMisfit: (line: number, misfit: Misfit) => void;
  readonly progress: Progress;
  /** Why the server is waited for right now, if it is. */
  readonly waitingFor: () => string | undefined;
}

/** Sends every line that was not acknowledged before. */
export const runImport = async (importing: Importing): Promise<void> => {
  const { file, mapping, fileHash, journal, client, requests, onMisfit, progress, waitingFor } = importing;
  const filling = batches(onMisfit);
  const flying = inFlight<Batch>(requests, ({ through }) => journal.acknowledged(through));
  let bytes = 0;
  let lines = 0;
  const send = (batch: Batch): Promise<void> =>
    flying.push(async () => {
      const { rejected } = await client.send(bodyOf(journal.importId, batch));
      for (const { index, code, detail } of rejected) onMisfit(batch.lines[index]!, new Misfit(code, detail));
      return batch;
    });
  const reading = { idOfLine: (line: number) => `${fileHash}:${line}`, onBytes: (read: number) => void (bytes = read) };
  try {
    for await (const outcomes of outcomesOf(file, mapping, reading)) {
      for (const outcome of outcomes) {
        const full = outcome.line > journal.through ? filling.add(outcome) : undefined;
        lines += 1;
        if (!full) continue;
        await send(full);
        progress.update(bytes, lines, waitingFor());
      }
      progress.update(bytes, lines, waitingFor());
    }
    const rest = filling.rest();
    if (rest) await send(rest);
    await flying.drain();
  } finally {
    await flying.settle();
  }
};

const stallMs = 60_000;
const pauseMs = 500;

/** The receipt once nothing is on the way any more, or nothing has moved for a minute. */
export const awaitReceipt = async (
  client: ImportClient,
  importId: string,
  {
    onReceipt,
    sleep,
    now,
  }: { onReceipt: (receipt: ImportReceipt) => void; sleep: (ms: number) => Promise<unknown>; now: () => number },
): Promise<ImportReceipt> => {
  let least = Number.POSITIVE_INFINITY;
  for (let movedAt = now(); ;) {
    const receipt = await client.receipt(importId);
    onReceipt(receipt);
    if (receipt.waiting < least) [least, movedAt] = [receipt.waiting, now()];
    if (receipt.waiting === 0 || now() - movedAt > stallMs) return receipt;
    await sleep(pauseMs);
  }
};
