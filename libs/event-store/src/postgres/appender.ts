import { StoreUnavailable } from '../errors';
import type { AppendResult } from '../port';
import { Coalescer, type FlushLimits } from './coalescer';
import { flushTo, type Appended } from './flush';
import { leftOut, type Notebook, type NotedAppend } from './noted';
import { refusalOf } from './refusal';
import type { Sessions } from './sessions';

const attempts = 5;

// Two transactions met on the same ids (unique violation, deadlock): one of them is known after the next look.
const isRace = (error: unknown): boolean => /^(?:23505|40)/.test(String((error as { code?: unknown }).code));

export type NotedResult = AppendResult | typeof leftOut;

interface AppenderOptions {
  readonly limits: FlushLimits;
  readonly notebook?: Notebook | undefined;
  /** Called once after each flush that wrote. */
  readonly onAppended: () => void;
}

/** Appends through shared flushes. */
export const appenderTo = (sessions: Sessions, schema: string, { limits, notebook, onAppended }: AppenderOptions) => {
  const flush = flushTo(sessions, schema, notebook);
  const reason = refusalOf(sessions, schema);
  // Whoever brings a note looks for the reason himself: it may be the note.
  const refusal = (append: NotedAppend) => (append.note ? Promise.resolve(leftOut) : reason(append));

  const flushed = async (appends: readonly NotedAppend[]): Promise<Map<string, Appended>> => {
    const appended = await flush(appends);
    if (appended.size > 0) onAppended();
    return appended;
  };

  const alone = async (append: NotedAppend): Promise<NotedResult> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const appended = await flushed([append]).catch((error: unknown) => {
        if (isRace(error)) return undefined;
        throw error;
      });
      const result = appended?.get(append.stream);
      if (result) return { status: 'appended', ...result };
      const refused = await refusal(append);
      if (refused) return refused;
    }
    throw new StoreUnavailable(new Error(`An append lost ${attempts} races in a row.`));
  };

  const explain = async (append: NotedAppend): Promise<NotedResult> => (await refusal(append)) ?? (await alone(append));

  const coalescer = new Coalescer<NotedResult, NotedAppend>(async (appends, done) => {
    const answer = (append: NotedAppend, result: Promise<NotedResult>): void =>
      void result.then(
        (known) => done(append, known),
        (error: unknown) => done(append, Promise.reject(error)),
      );
    try {
      const appended = await flushed(appends);
      for (const append of appends) {
        const result = appended.get(append.stream);
        if (result) done(append, { status: 'appended', ...result });
        else answer(append, explain(append));
      }
    } catch (error) {
      // One append must not fail its neighbours; but where nothing can be reached, asking for each again is a flood.
      const outage = error instanceof StoreUnavailable;
      for (const append of appends) answer(append, outage ? Promise.reject(error) : alone(append));
    }
  }, limits);
  return (append: NotedAppend): Promise<NotedResult> => coalescer.append(append);
};
