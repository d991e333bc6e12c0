import type { ImportFile } from './import-file.files';
import { checkEvent } from './check-event';
import type { Mapping } from './mapping';
import { Misfit, type Outcome } from './misfit';
import { outcomesOf } from './outcomes.files';
import { showProgress } from './progress';
import { tally, type DryRun } from './tally';

/** Reads everything, sends nothing. */
export const dryRun = async (
  file: ImportFile,
  mapping: Mapping,
  onMisfit: (line: number, misfit: Misfit) => void,
): Promise<DryRun> => {
  const counted = tally();
  const progress = showProgress('checking', file.size);
  let bytes = 0;
  let lines = 0;
  const check = ({ line, event, length }: Outcome): void => {
    const checked = event instanceof Misfit ? event : checkEvent(event, length);
    if (checked instanceof Misfit) onMisfit(line, checked);
    counted.add({ line, event: checked });
  };
  try {
    const reading = {
      idOfLine: (line: number) => `<hash of the file>:${line}`,
      onBytes: (read: number) => void (bytes = read),
    };
    for await (const outcomes of outcomesOf(file, mapping, reading)) {
      for (const outcome of outcomes) check(outcome);
      lines += outcomes.length;
      progress.update(bytes, lines);
    }
  } finally {
    progress.stop();
  }
  return counted.result();
};
