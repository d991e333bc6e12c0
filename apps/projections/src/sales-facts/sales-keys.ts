import type { PlainRecorded } from '@touchstone/contracts';

/** The record that an event of a department is about: the part of its stream's name behind the first dash. */
export const recordOf = ({ stream }: Pick<PlainRecorded, 'stream'>): string => stream.slice(stream.indexOf('-') + 1);
