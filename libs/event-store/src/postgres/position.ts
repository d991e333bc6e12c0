import { startOfStore, type Position } from '../port';

/** A place in the order (epoch, txid, global position). Numbers as text where they may exceed 2^53. */
export interface Place {
  readonly epoch: number;
  readonly txid: string;
  readonly globalPosition: string;
}

/** Numbers are given in about the order of the store; those of transactions that failed are left out. */
export const shareOf = (position: Position, end: Position): number => {
  if (end === startOfStore || position >= end) return 1;
  const [done, all] = [position, end].map((place) => Number(decodePosition(place).globalPosition)) as [number, number];
  return all > 0 ? Math.min(1, done / all) : 1;
};

const form = /^(\d{5})-(\d{20})-(\d{19})$/;

export const encodePosition = (epoch: number | string, txid: string, globalPosition: string): Position =>
  `${String(epoch).padStart(5, '0')}-${txid.padStart(20, '0')}-${globalPosition.padStart(19, '0')}`;

const beforeEverything: Place = { epoch: 0, txid: '0', globalPosition: '0' };

export const decodePosition = (position: Position): Place => {
  if (position === startOfStore) return beforeEverything;
  const [, epoch, txid, globalPosition] = form.exec(position) ?? [];
  if (!epoch || !txid || !globalPosition) throw new TypeError('This text is no position of a PostgreSQL event store.');
  // xid8 reads a leading zero as octal.
  return { epoch: Number(epoch), txid: BigInt(txid).toString(), globalPosition: BigInt(globalPosition).toString() };
};
