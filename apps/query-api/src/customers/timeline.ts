import type { TimelineFilter } from '@touchstone/read-models';
import { invalidField } from '../freshness/problems';
import { keysOfCursor } from '../pages/keys-of-cursor';
import { listAnswer } from '../pages/list-answer';
import type { Sources } from '../reading/sources';
import { customerUnknown } from './customer-unknown';

export interface ReadTimeline {
  readonly type?: string;
  readonly name?: string;
  readonly channel?: string;
  readonly meaning?: string;
  readonly order?: string;
  readonly conversation?: string;
  readonly role?: string;
  readonly from?: string;
  readonly to?: string;
  readonly knownAt?: string;
  readonly limit: number;
  readonly cursor?: string;
}

const utc = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

/** A page of what happened, newest first; `knownAt` leaves out what was recorded later. */
export const timeline = async (id: string, query: ReadTimeline, sources: Sources): Promise<string> => {
  const { limit, cursor, knownAt, type, name, channel, role, meaning, order, conversation } = query;
  const [from, to, known] = [utc(query.from), utc(query.to), utc(knownAt)];
  if (from !== undefined && to !== undefined && from >= to) throw invalidField('to', 'to must be later than from.');
  const list = `timeline?${JSON.stringify([type, name, channel, role, from, to, known, meaning, order, conversation])}`;
  const [at, event] = keysOfCursor(list, cursor, ['time', 'uuid']) ?? [];
  const after = event === undefined ? undefined : { at: String(at), id: String(event) };
  const knownUpTo = known === undefined ? undefined : await sources.positionAt(new Date(known));
  const filter: TimelineFilter = { type, name, channel, role, meaning, order, conversation, from, to, knownUpTo };
  const rows = await sources.readModels.read(async ({ db, profile, timeline: reads }) => {
    const survivor = await profile.survivorOf(db, id);
    if (survivor === undefined) throw customerUnknown();
    return reads.page(db, survivor, filter, after, limit + 1);
  });
  return listAnswer(list, rows, limit, (row) => [row.at, row.id]);
};
