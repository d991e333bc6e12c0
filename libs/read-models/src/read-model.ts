import type { Migration } from '@touchstone/migrations';
import type { Table } from './table';

/** One version of one read model: its rows live in a schema of their own, so that versions stand side by side. */
export interface ReadModel {
  /** As it is called in documents, metrics and marks: `customer-profile`. */
  readonly name: string;
  readonly version: number;
  /** `customer_profile_v1`. */
  readonly schema: string;
  readonly migrations: readonly Migration[];
  /** What the migrations come to. */
  readonly tables: readonly Table[];
}

/** A version that is built again beside itself has a schema for each generation: `customer_profile_v1_g2`. */
export const schemaOf = (name: string, version: number, generation = 1): string =>
  `${name.replaceAll('-', '_')}_v${version}${generation > 1 ? `_g${generation}` : ''}`;

export const readModel = (
  name: string,
  version: number,
  migrations: readonly Migration[],
  tables: readonly Table[],
): ReadModel => ({ name, version, schema: schemaOf(name, version), migrations, tables });
