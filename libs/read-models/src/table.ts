import type { EntitySchemaColumnOptions, EntitySchemaOptions } from 'typeorm';
import { tableWriter, type TableShape, type TableWriter } from './writes/table-writer';

/** What the database client reads out of a column of each type. */
interface ReadAs {
  readonly text: string;
  readonly uuid: string;
  readonly boolean: boolean;
  readonly int: number;
  readonly bigint: string;
  readonly numeric: string;
  readonly timestamptz: Date;
  readonly jsonb: unknown;
}
/** What a table writer is given for it: times as ISO text, JSON as text. */
interface WrittenAs extends Omit<ReadAs, 'bigint' | 'timestamptz' | 'jsonb'> {
  readonly bigint: number;
  readonly timestamptz: string;
  readonly jsonb: string;
}

export type ColumnType = keyof ReadAs;
export interface Column extends EntitySchemaColumnOptions {
  readonly type: ColumnType;
}
type Index = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly where?: string;
  /** False for one over an expression, which a schema builder cannot compare: what it is, the migration alone says. */
  readonly synchronize?: false;
};

/** The options of a TypeORM entity but for its schema, which is that of a version of a read model. */
export interface Table extends Pick<EntitySchemaOptions<unknown>, 'checks'> {
  readonly tableName: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly indices?: readonly Index[];
}

/** Declares a table once: the row types, the writers and the entity are made from it. It loads no part of TypeORM. */
export const table = <const Declared extends Table>(declared: Declared): Declared => declared;

/** Text that is compared byte by byte: identities, positions, order numbers. */
export const code = { type: 'text', collation: 'C' } as const;

type Columns<T extends Table> = T['columns'];
type OrNull<C extends Column> = C['nullable'] extends true ? null : never;

/** A row as `SELECT *` answers it. */
export type RowOf<T extends Table> = {
  readonly [Name in keyof Columns<T>]:
    | (Columns<T>[Name]['array'] extends true ? ReadAs[Columns<T>[Name]['type']][] : ReadAs[Columns<T>[Name]['type']])
    | OrNull<Columns<T>[Name]>;
};

/** A row as a table writer takes it; an array is the text of its literal. */
export type WrittenRow<T extends Table> = {
  readonly [Name in keyof Columns<T>]:
    (Columns<T>[Name]['array'] extends true ? string : WrittenAs[Columns<T>[Name]['type']]) | OrNull<Columns<T>[Name]>;
};

type Names<T extends Table> = keyof WrittenRow<T> & string;

const shapeOf = <T extends Table>({ tableName, columns }: T): TableShape<WrittenRow<T>> => {
  const all = Object.entries<Column>(columns);
  const types = all.map(([name, { type, array }]) => [name, array ? `${type}[]` : type]);
  return {
    table: tableName,
    columns: Object.fromEntries(types) as Record<Names<T>, string>,
    key: all.filter(([, { primary }]) => primary).map(([name]) => name as Names<T>),
  };
};

type Choices<T extends Table> = Partial<Pick<TableShape<WrittenRow<T>>, 'table' | 'onConflict'>>;

/** Writes rows of a declared table by its primary key; `table` when one of the same shape is meant. */
export const writerOf = <T extends Table>(
  schema: string,
  of: T,
  choices: Choices<T> = {},
): TableWriter<WrittenRow<T>> => tableWriter<WrittenRow<T>>(schema, { ...shapeOf(of), ...choices });
