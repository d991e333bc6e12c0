import type { Migration } from '@touchstone/migrations';

/**
 * Tables of whoever follows a store: `slots` (lease, fencing token and checkpoint of each), `active_versions` (which
 * version of a subscription answers), `repairs` (identities that are to be folded again).
 */
export const subscriptionMigrations: readonly Migration[] = [
  {
    name: 'subscriptions-0001-slots',
    sql: `
      CREATE TABLE slots (
        subscription text COLLATE "C" NOT NULL,
        version int NOT NULL,
        slot int NOT NULL,
        owner text,
        token bigint NOT NULL DEFAULT 0,
        expires_at timestamptz,
        position text COLLATE "C" NOT NULL DEFAULT '',
        level_at timestamptz,
        PRIMARY KEY (subscription, version, slot)
      ) WITH (fillfactor = 50);
      CREATE TABLE active_versions (
        subscription text COLLATE "C" PRIMARY KEY,
        version int NOT NULL,
        slots int NOT NULL,
        activated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE repairs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subscription text COLLATE "C" NOT NULL,
        version int NOT NULL,
        slot int NOT NULL,
        identity text COLLATE "C" NOT NULL,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        outcome text
      );
      CREATE INDEX repairs_open ON repairs (subscription, version, slot) WHERE done_at IS NULL;
    `,
  },
];
