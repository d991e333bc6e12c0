import type { Migration } from '@touchstone/migrations';
import { erasureMigrations } from '../erasure/erasure-mark.tables';
import { deadLetterMigrations } from '../repository/dead-letters.tables';
import { busMigrations } from './keep-bus.tables';
import { importMigrations, inboxMigrations } from './inbox.tables';

/** All steps of the schema `inbox`, in the order in which releases have applied them: new ones come last. */
export const inboxSchema: readonly Migration[] = [
  ...inboxMigrations,
  ...erasureMigrations,
  ...importMigrations,
  ...deadLetterMigrations,
  ...busMigrations,
];
