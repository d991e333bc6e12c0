import type { Migration } from '@touchstone/migrations';

export const keyMigrations: readonly Migration[] = [
  {
    name: '1-keys',
    sql: `
      CREATE TABLE keys (
        identity text NOT NULL,
        generation integer NOT NULL CHECK (generation > 0),
        wrapped bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        PRIMARY KEY (identity, generation),
        CHECK ((wrapped IS NULL) = (deleted_at IS NOT NULL))
      );
      COMMENT ON COLUMN keys.wrapped IS 'Data key under the wrapping key; null once deleted: that generation is never used again';
      CREATE TABLE wrapping_key (one boolean PRIMARY KEY DEFAULT true CHECK (one), proof bytea NOT NULL);
      COMMENT ON TABLE wrapping_key IS 'A constant under the wrapping key, so that a wrong one is refused at start';`,
  },
];
