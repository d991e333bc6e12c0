import { createHash } from 'node:crypto';
import { MigrationRefused, type Migration } from './migration';

export interface AppliedStep {
  readonly name: string;
  readonly digest: string;
}

export const digestOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

const refuseTwins = (schema: string, migrations: readonly Migration[]) => {
  const names = migrations.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new MigrationRefused(schema, `Schema ${schema} has two migrations named ${twin}.`);
};

/** The steps that the schema still lacks. Throws MigrationRefused when what was applied is no prefix of `migrations`. */
export const pendingSteps = (
  schema: string,
  migrations: readonly Migration[],
  applied: readonly AppliedStep[],
): readonly Migration[] => {
  refuseTwins(schema, migrations);
  applied.forEach((step, index) => {
    const migration = migrations[index];
    if (!migration)
      throw new MigrationRefused(
        schema,
        `Schema ${schema} is newer than this program: it knows ${migrations.length} migrations, ` +
          `the database has ${applied.length} (up to ${applied.at(-1)?.name}). Run the newer release.`,
      );
    if (migration.name !== step.name)
      throw new MigrationRefused(
        schema,
        `Migration ${index + 1} of schema ${schema} was applied as ${step.name}, but this program calls it ${migration.name}.`,
      );
    if (digestOf(migration) !== step.digest)
      throw new MigrationRefused(
        schema,
        `Migration ${step.name} of schema ${schema} has changed since it was applied. Restore its text and add a new migration.`,
      );
  });
  return migrations.slice(applied.length);
};
