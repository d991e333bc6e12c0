import { startOfStore, type Position } from '@touchstone/event-store';
import type { FreshnessToken, ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import { repositoryStore, storeOf, type Owners } from './owners';

export const stages = ['relay', 'inbox', 'resolver', 'projection'] as const;
export type Stage = (typeof stages)[number];

export type Waited =
  | { readonly status: 'fresh' }
  | { readonly status: 'late'; readonly stage: Stage; readonly answers: boolean }
  | { readonly status: 'stopped'; readonly ids: readonly string[] };

/** Time in ms; injected, so that a test needs no clock. */
export interface Patience {
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly deadline: number;
  /** Resolves at the deadline, because an owner may hang instead of failing. */
  readonly expired: Promise<undefined>;
}

class Late {
  constructor(
    readonly stage: Stage,
    readonly answers: boolean,
  ) {}
}
class Stopped {
  constructor(readonly ids: readonly string[]) {}
}

const firstPause = 10;
const longestPause = 100;

/** Reads until `enough`; throws Late at the deadline. An owner that does not answer is asked again. */
const until = async <Marks>(
  stage: Stage,
  read: () => Promise<Marks>,
  enough: (marks: Marks) => boolean,
  { now, pause, deadline, expired }: Patience,
): Promise<Marks> => {
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const marks = await Promise.race([read().catch(() => undefined), expired]);
    if (marks !== undefined && enough(marks)) return marks;
    const left = deadline - now();
    if (left <= 0) throw new Late(stage, marks !== undefined);
    await pause(Math.min(wait, left));
  }
};

const passed = (offsets: Readonly<Record<string, number>>) => (marks: RepositoryMarks) => {
  if (marks.parked.length > 0) throw new Stopped(marks.parked);
  return Object.entries(offsets).every(([partition, next]) => (marks.inbox[partition] ?? 0) >= next);
};

const slotsPast = (projections: readonly string[], position: Position) => (marks: ProjectionMarks) =>
  projections.every((name) => {
    const followed = marks.departments?.[storeOf([name])] ?? marks;
    const slots = Object.values(followed.slots[name] ?? {});
    return slots.length > 0 && slots.every((slot) => slot >= position);
  });

const later = (a: Position, b: Position): Position => (a > b ? a : b);

const walk = async (token: FreshnessToken, projections: readonly string[], owners: Owners, patience: Patience) => {
  const store = storeOf(projections);
  // Read models of a department follow its own store: nothing else has to have heard of the write.
  if (store !== repositoryStore) {
    const position = token.stores?.[store] ?? startOfStore;
    return void (await until('projection', owners.projections, slotsPast(projections, position), patience));
  }
  const offsets: Record<string, number> = {};
  const reach = (partition: string, next: number) => (offsets[partition] = Math.max(offsets[partition] ?? 0, next));
  for (const [partition, [, last]] of Object.entries(token.bus ?? {})) reach(partition, last + 1);
  for (const [department, position] of Object.entries(token.stores ?? {})) {
    if (department === repositoryStore) continue;
    const relay = owners.relays[department];
    if (!relay) throw new Late('relay', false);
    const { published } = await until('relay', relay, (marks) => marks.relay >= position, patience);
    for (const [partition, next] of Object.entries(published)) reach(partition, next);
  }
  const known = token.stores?.[repositoryStore] ?? startOfStore;
  const ask = () => owners.repository(token);
  const inbox = await until('inbox', ask, passed(offsets), patience);
  const target = Object.keys(offsets).length > 0 ? later(inbox.head, known) : known;
  const resolved =
    inbox.resolver >= target ? inbox : await until('resolver', ask, ({ resolver }) => resolver >= target, patience);
  // The resolver's decisions about these facts lie behind the facts, so the head is taken again.
  await until('projection', owners.projections, slotsPast(projections, later(resolved.head, known)), patience);
};

/** Waits until the rows of these projections hold everything that the token's write led to. */
export const waitFor = async (
  token: FreshnessToken,
  projections: readonly string[],
  owners: Owners,
  patience: Patience,
): Promise<Waited> => {
  try {
    await walk(token, projections, owners, patience);
    return { status: 'fresh' };
  } catch (error) {
    if (error instanceof Late) return { status: 'late', stage: error.stage, answers: error.answers };
    if (error instanceof Stopped) return { status: 'stopped', ids: error.ids };
    throw error;
  }
};
