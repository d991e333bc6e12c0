import type { RecordedEvent } from '@touchstone/contracts';
import { encodePosition } from './position';
import type { Row } from './sessions';

export const placeOf = (row: Row): string => encodePosition(row[0] as string, row[1] as string, row[2] as string);

// Events of one flush share transaction and time, and stand side by side.
const shared = { epoch: '', txid: '', prefix: '', milliseconds: '', recordedAt: '' };
const positionLength = 19;

const positionOf = (epoch: string, txid: string, globalPosition: string): string => {
  if (txid !== shared.txid || epoch !== shared.epoch)
    Object.assign(shared, { epoch, txid, prefix: encodePosition(epoch, txid, '').slice(0, -positionLength) });
  return shared.prefix + globalPosition.padStart(positionLength, '0');
};

const timeOf = (milliseconds: string): string => {
  if (milliseconds !== shared.milliseconds)
    Object.assign(shared, { milliseconds, recordedAt: new Date(Number(milliseconds)).toISOString() });
  return shared.recordedAt;
};

/** An event from the columns of `eventColumns`. */
export const toRecordedEvent = (row: Row): RecordedEvent => ({
  id: row[5] as string,
  type: row[6] as string,
  schemaVersion: Number(row[7]),
  data: row[8] as string,
  metadata: JSON.parse(row[9] as string),
  stream: row[3] as string,
  version: Number(row[4]),
  position: positionOf(row[0] as string, row[1] as string, row[2] as string),
  recordedAt: timeOf(row[10] as string),
});
