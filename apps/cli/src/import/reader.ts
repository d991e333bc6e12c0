import type { Outcome } from './misfit';
import type { TextBlock } from './text-block';

/** Makes events of lines, in order. */
export interface Reader {
  read(block: TextBlock): Outcome[];
  /** What was still open at the end of the file. */
  end(): Outcome[];
}
