import type { Migration } from '@touchstone/migrations';

/** `members`: the processes that are there to hold slots of a build, for as long as they say so. */
export const sharingMigrations: readonly Migration[] = [
  {
    name: 'subscriptions-0003-members',
    sql: `
      CREATE TABLE members (
        subscription text COLLATE "C" NOT NULL,
        version int NOT NULL,
        member text COLLATE "C" NOT NULL,
        joined_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (subscription, version, member)
      ) WITH (fillfactor = 50);
    `,
  },
];
