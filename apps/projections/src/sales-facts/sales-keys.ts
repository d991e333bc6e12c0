import type { PlainRecorded } from '@touchstone/contracts';

/** The record that an event of a department is about: the part of its stream's name behind the first dash. */
export const recordOf = ({ stream }: Pick<PlainRecorded, 'stream'>): string => stream.slice(stream.indexOf('-') + 1);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyLength = 32;

/** Slots go by hex digits: a record with a short name of its own, such as the price lists of a currency, has its bytes as its key. */
export const keyOf = (record: string): string =>
  uuid.test(record) ? record : Buffer.from(record).toString('hex').padEnd(keyLength, '0');

/** The record of a key. */
export const recordBy = (key: string): string =>
  uuid.test(key) ? key : Buffer.from(key, 'hex').toString().replace(/\0+$/, '');
