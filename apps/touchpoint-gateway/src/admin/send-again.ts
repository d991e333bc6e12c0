import { repairIdOf, touchpointsTopic, type Json, type Rejection } from '@touchstone/contracts';
import type { PublishReceipt } from '@touchstone/event-bus';
import type { KeptRejection } from '../access/rejections.tables';
import type { Source } from '../access/source';
import { judgeAll } from '../ingest/judge';
import { segmentFormat } from '../mapping/statement';
import type { AdminParts } from './admin-parts';

export interface Again {
  readonly source: Source;
  readonly rejection: Pick<KeptRejection, 'id' | 'at' | 'imported'>;
  /** As it was sent, or as it was corrected. */
  readonly event: Json;
  readonly traceparent: string;
}

export type Outcome = { readonly refused: Rejection } | { readonly event: string; readonly receipt: PublishReceipt };

/**
 * Takes a rejected event in after all, as of the time when it came: it names what it repairs. One that is sent twice has
 * the same id twice.
 */
export const sendAgain = async (
  parts: AdminParts['ingesting'],
  { source, rejection, event, traceparent }: Again,
): Promise<Outcome> => {
  const { accepted, rejected, withoutId } = judgeAll([event], {
    format: segmentFormat,
    sourceId: source.id,
    received: { receivedAt: rejection.at.getTime(), imported: rejection.imported },
    identify: parts.identify(source),
    digest: parts.digest,
    eventId: parts.eventId,
    newId: parts.newId,
    traceparent,
  });
  const [refused] = rejected;
  if (refused) return { refused };
  const [{ key, event: judged }] = accepted as [(typeof accepted)[number]];
  const id = withoutId.length > 0 ? repairIdOf(rejection.id, judged.metadata.digest ?? '') : judged.id;
  const sealed = await parts.codec.seal([{ ...judged, id, metadata: { ...judged.metadata, repairs: rejection.id } }]);
  const receipt = await parts.bus.publish(sealed.map((one) => ({ topic: touchpointsTopic, key, event: one })));
  return { event: id, receipt };
};
