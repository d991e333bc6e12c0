import type { EntitySchemaOptions } from 'typeorm';
import { selectOf } from '../analytics/publish-analytics';
import type { AnalystView } from '../analytics/view';
import type { ReadModel } from '../read-model';
import type { Column, ColumnType } from '../table';
import { entityName } from './entity-name';

type Row = Readonly<Record<string, unknown>>;
export type Entity = EntitySchemaOptions<Row>;

/** The entities of one version of a read model. */
export const tableEntities = ({ schema, tables }: Pick<ReadModel, 'schema' | 'tables'>): Entity[] =>
  tables.map(({ indices = [], checks = [], ...of }) => ({
    ...of,
    name: entityName(schema, of.tableName),
    schema,
    indices: indices.map((index) => ({ ...index, columns: [...index.columns] })),
    checks: [...checks],
  }));

const viewColumn = (type: string, comment: string): Column => ({
  type: type.replace('[]', '') as ColumnType,
  array: type.endsWith('[]'),
  nullable: true,
  comment,
});

/** The analysts' views. Their owner publishes them, so a schema builder leaves them alone. */
export const viewEntities = (schema: string, views: readonly AnalystView[]): Entity[] =>
  views.map((view) => ({
    name: entityName(schema, view.name),
    schema,
    tableName: view.name,
    type: 'view',
    synchronize: false,
    expression: selectOf(view),
    columns: Object.fromEntries(view.columns.map(([name, , type, comment]) => [name, viewColumn(type, comment)])),
  }));
