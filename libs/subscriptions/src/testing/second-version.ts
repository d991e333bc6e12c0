import type { Projection } from '../projection';
import { countingProjection } from './counting-projection';

type Write = Projection['write'];

export interface SecondVersion {
  readonly mustEqual?: Projection['mustEqual'];
  /** More columns, filled by `also`. */
  readonly table?: string;
  /** After the rows of a batch are written: what the second version does differently. */
  readonly also?: (schema: string) => Write;
}

/** Version 2 of a counting projection, which stands beside version 1 in `<name>_v2`. */
export const secondVersion = (name: string, { mustEqual, table = '', also }: SecondVersion): Projection => {
  const made = (schema: string): Projection => {
    const counting = countingProjection(name, schema);
    const [first] = counting.migrations;
    return {
      ...counting,
      version: 2,
      inSchema: made,
      migrations: [{ name: '0001', sql: `${first?.sql ?? ''}; ${table}` }],
      async write(batch) {
        await counting.write(batch);
        await also?.(schema)(batch);
      },
      ...(mustEqual && { mustEqual }),
    };
  };
  return made(`${name.replaceAll('-', '_')}_v2`);
};
