import { z } from 'zod';
import { ConfigurationError, readEnv } from './read-config';

const shape = {
  LOG_DATABASE_URL: z.url().describe('the address of the log database, postgres://user:password@host/log'),
  BATCH: z.coerce.number().int().positive().default(200).describe('a positive whole number'),
};

describe('readEnv', () => {
  it('reads what is set and fills in defaults; empty counts as unset', () => {
    expect(readEnv(shape, { LOG_DATABASE_URL: 'postgres://a/b', BATCH: '' })).toEqual({
      LOG_DATABASE_URL: 'postgres://a/b',
      BATCH: 200,
    });
  });

  it('says one sentence per bad variable, with the remedy and without the value', () => {
    const read = () => readEnv(shape, { BATCH: 'hunter2' });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /^LOG_DATABASE_URL is missing: set it to the address of the log database, .*\.\nBATCH cannot be used \(.*\): set it to a positive whole number\.$/,
    );
    expect(read).not.toThrow(/hunter2/);
  });
});
