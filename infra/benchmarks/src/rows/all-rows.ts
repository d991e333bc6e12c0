import type { Row } from '../harness/row';
import { acceptedKnown, acceptedNew } from './accepted';
import { acceptedForms } from './accepted-forms';
import { appendBatchOf1, appendBatchOf20 } from './append-batch';
import { appendSingle } from './append-single';
import { imported } from './imported';
import { overKafka } from './over-kafka';
import { profileRead } from './profile-read';
import { readAll } from './read-all';
import { rebuilding } from './rebuild';
import { rebuildUnderReads } from './rebuild-under-reads';
import { resolver } from './resolver';
import { salesCommands, salesCommandsFollowed } from './sales-commands';
import { salesReports } from './sales-reports';
import { salesVisible } from './sales-visible';
import { sustained } from './sustained';
import { takeover } from './takeover';

/** In the order of the table. */
export const allRows: readonly Row[] = [
  appendSingle,
  appendBatchOf20,
  appendBatchOf1,
  readAll,
  acceptedKnown,
  acceptedNew,
  acceptedForms,
  imported,
  sustained,
  overKafka,
  rebuilding,
  rebuildUnderReads,
  profileRead,
  takeover,
  salesCommands,
  salesCommandsFollowed,
  salesVisible,
  salesReports,
  resolver,
];
