import { identityErased, type PlainRecorded } from '@touchstone/contracts';

export interface Erasure {
  readonly identity: string;
  readonly position: string;
}

export type Segment =
  | { readonly kind: 'facts'; readonly events: readonly PlainRecorded[] }
  | { readonly kind: 'erased'; readonly erasures: readonly Erasure[] };

/**
 * Cuts a batch at its erasures: they take away what lies before them and nothing after, because an identity whose key is
 * gone may come back under a new one.
 */
export const cutAtErasures = (events: readonly PlainRecorded[]): Segment[] => {
  const segments: Segment[] = [];
  for (const event of events) {
    const last = segments.at(-1);
    if (event.type === identityErased.type) {
      const erasure = { identity: String(event.data['identity']), position: event.position };
      if (last?.kind === 'erased')
        segments[segments.length - 1] = { kind: 'erased', erasures: [...last.erasures, erasure] };
      else segments.push({ kind: 'erased', erasures: [erasure] });
    } else if (last?.kind === 'facts') (last.events as PlainRecorded[]).push(event);
    else segments.push({ kind: 'facts', events: [event] });
  }
  return segments;
};
