import { Pool } from 'pg';
import type { DataSource, ObjectLiteral, Repository } from 'typeorm';
import { analystViews } from '../analytics/publish-analytics';
import { currentSchemas, readModels } from '../analytics/read-schemas';
import type { ReadSchemas } from '../analytics/view';
import { analyticsSchema } from '../roles/analyst-role';
import type { RowOf, Table } from '../table';
import { tableEntities, viewEntities, type Entity } from './entities';
import { entityName } from './entity-name';

export interface ReadModelSource {
  /** A pool that stays its owner's, or the address of the read database. */
  readonly database: Pool | { readonly url: string; readonly max?: number };
  /** The schemas of the versions that answer; those of this code where none is told. */
  readonly schemas: Partial<ReadSchemas>;
}

/** The source borrows its connections, so that limits and error handling of the pool hold for it as well. */
const lent = (pool: Pool, end: () => Promise<void>) => ({
  connect: pool.connect.bind(pool),
  on: () => undefined,
  end: (done: (error?: Error) => void) => void end().then(() => done(), done),
});

const connections = (database: ReadModelSource['database']) => {
  if (!('url' in database)) return lent(database, async () => undefined);
  const own = new Pool({ connectionString: database.url, max: database.max ?? 2 });
  own.on('error', () => undefined); // the pool replaces an idle connection that broke
  return lent(own, () => own.end());
};

const entitiesOf = (schemas: ReadSchemas): Entity[] => [
  ...readModels.flatMap(([name, model]) => tableEntities({ ...model, schema: schemas[name] })),
  ...viewEntities(analyticsSchema, analystViews(schemas)),
];

/** TypeORM on the read models: entities of their tables, and of the analysts' views. Whoever opens it destroys it. */
export const openReadModels = async ({ database, schemas }: ReadModelSource): Promise<DataSource> => {
  // Loading it takes a fifth of a second, which no start should wait for.
  const { DataSource: Source, EntitySchema } = await import('typeorm');
  const source = new Source({
    type: 'postgres',
    driver: {
      Pool: function lend() {
        return connections(database);
      },
    },
    entities: entitiesOf({ ...currentSchemas, ...schemas }).map((entity) => new EntitySchema(entity)),
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    logging: false,
  });
  return source.initialize();
};

/** The same, opened by the first who asks; one that could not be opened is tried again. */
export const openWhenAsked = (of: ReadModelSource): (() => Promise<DataSource>) => {
  let opened: Promise<DataSource> | undefined;
  return () =>
    (opened ??= openReadModels(of).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
};

/** The repository of one table of one version. */
export const repositoryOf = <T extends Table>(
  source: DataSource,
  schema: string,
  of: T,
): Repository<RowOf<T> & ObjectLiteral> =>
  source.getRepository<RowOf<T> & ObjectLiteral>(entityName(schema, of.tableName));
