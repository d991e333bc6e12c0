import { createHash } from 'node:crypto';
import type { QueryConfig } from 'pg';

/**
 * A statement that is prepared once per connection. Its name is made of its text, schema included: names that were put
 * together from parts were cut (by PostgreSQL after 63 bytes), and two statements under one name fail whoever asks second.
 */
export const prepared = (text: string, values: readonly unknown[]): QueryConfig => ({
  name: nameOf(text),
  text,
  values: [...values],
});

export const nameOf = (text: string): string => createHash('sha1').update(text).digest('base64url');
