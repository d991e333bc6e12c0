import { csvReader } from './read-csv';
import { ndjsonReader } from './read-ndjson';
import { textBlocks } from './decode.files';
import type { ImportFile } from './import-file.files';
import type { Mapping } from './mapping';
import type { Outcome } from './misfit';

const formatOf = ({ format }: Mapping, path: string): 'csv' | 'ndjson' =>
  format ?? (/\.(ndjson|jsonl|json)(\.gz)?$/i.test(path) ? 'ndjson' : 'csv');

/** What each line of the file becomes, in order and some thousand at a time. */
export async function* outcomesOf(
  file: ImportFile,
  mapping: Mapping,
  { idOfLine, onBytes }: { idOfLine: (line: number) => string; onBytes: (bytes: number) => void },
): AsyncGenerator<readonly Outcome[]> {
  const reader = (formatOf(mapping, file.path) === 'csv' ? csvReader : ndjsonReader)(mapping, idOfLine);
  const wasCut = async () => (await file.growth()) > 0;
  for await (const block of textBlocks(file.read(onBytes), mapping.encoding, wasCut)) yield reader.read(block);
  yield reader.end();
}
