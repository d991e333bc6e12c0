import { encodeToken, streamCategory, type EventCodec, type PlainEvent } from '@touchstone/contracts';
import type { EventStore } from '@touchstone/event-store';
import type { AtCrashPoint } from '../crash-points';

/** What the resolver made of an instruction. */
export type Outcome =
  | { readonly kind: 'decided'; readonly token: string; readonly refusedBy: string | undefined }
  /** Durable, but not decided within the wait. */
  | { readonly kind: 'pending'; readonly token: string };

export interface Instructing {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly resolverPosition: () => Promise<string>;
  readonly outcomeOf: (instruction: string) => Promise<string | null | undefined>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly now: () => number;
  readonly atCrashPoint: AtCrashPoint;
}

export const waitMs = 5_000;
const pollMs = 15;
/** Key of the repository's own store in a freshness token. */
export const storeName = 'repository';

/** Waits until the resolver has passed the position. */
export const passed = async (
  { resolverPosition, sleep, now }: Pick<Instructing, 'resolverPosition' | 'sleep' | 'now'>,
  position: string,
): Promise<boolean> => {
  for (const end = now() + waitMs; ; await sleep(pollMs)) {
    if ((await resolverPosition()) >= position) return true;
    if (now() > end) return false;
  }
};

/** Appends the instruction (again, when a caller repeats it: then nothing is added) and waits for the decision. */
export const instruct = async (parts: Instructing, event: PlainEvent): Promise<Outcome> => {
  const stream = `instruction-${event.id}`;
  const position = await appendOnce(parts, stream, event);
  parts.atCrashPoint('instruction.appended');
  const token = encodeToken({ stores: { [storeName]: position } });
  if (!(await passed(parts, position))) return { kind: 'pending', token };
  return { kind: 'decided', token, refusedBy: (await parts.outcomeOf(event.id)) ?? undefined };
};

const appendOnce = async (
  { store, codec }: Pick<Instructing, 'store' | 'codec'>,
  stream: string,
  event: PlainEvent,
): Promise<string> => {
  if (streamCategory(stream) !== 'instruction') throw new Error(`${stream} is no stream of instructions.`);
  // A repeated request seals anew, so that its bytes differ: what is recorded already counts.
  const known = (await store.readStream(stream, { limit: 1 })).events[0];
  if (known) return known.position;
  return (await store.append(stream, await codec.seal([event]), 'no-stream')).position;
};
