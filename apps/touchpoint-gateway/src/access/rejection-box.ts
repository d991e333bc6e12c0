import { v5 } from 'uuid';
import { openText, sealTexts, type Vault } from '@touchstone/personal-data';
import type { Json, Rejection } from '@touchstone/contracts';
import { deepJson } from '../ingest/deep-json';
import type { KeptRejection } from './rejections.tables';

export interface RejectionParts {
  readonly vault: Vault;
  readonly hash: (type: string, value: string) => string;
  readonly digest: (text: string) => string;
}

const purpose = 'rejection';
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Whose key seals the rejections of a source and a day (UTC): it is destroyed after 30 days. */
export const rejectionIdentity = (hash: RejectionParts['hash'], sourceId: string, day: string): string =>
  hash(purpose, `${sourceId}|${day}`);

type Rejected = Rejection & { readonly event: Json; readonly key: string | undefined };

/** One box per event. The id derives from the content, so that a batch sent again is kept once. */
export const sealRejections = async (
  { vault, hash, digest }: RejectionParts,
  { sourceId, at, imported }: { sourceId: string; at: Date; imported: boolean },
  rejected: readonly Rejected[],
): Promise<KeptRejection[]> => {
  const identity = rejectionIdentity(hash, sourceId, dayOf(at));
  const texts = rejected.map(({ messageId, detail, code, event }) => {
    const sent = code === 'too-deep' ? deepJson(event) : JSON.stringify(event);
    const text = `{"messageId":${JSON.stringify(messageId ?? null)},"detail":${JSON.stringify(detail)},"event":${sent}}`;
    return { identity, id: v5(digest(`${code}\n${sent}`), sourceId), purpose, text };
  });
  const boxes = await sealTexts(vault, texts);
  return rejected.map(({ code, key }, index) => ({
    ...{ id: texts[index]!.id, sourceId, at, code, key, imported },
    box: boxes[index]!,
  }));
};

/** JSON text `{ messageId, detail, event }` (text, because the event may be nested too deep to be written again); undefined when the key of its day was destroyed. */
export const openRejection = async (
  { vault, hash }: RejectionParts,
  { id, sourceId, at, box }: Pick<KeptRejection, 'id' | 'sourceId' | 'at' | 'box'>,
): Promise<string | undefined> =>
  openText(vault, { identity: rejectionIdentity(hash, sourceId, dayOf(at)), id, purpose }, box);
