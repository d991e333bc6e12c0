import { startOfStore, type EventStore } from '@touchstone/event-store';
import type { EventCodec, TeamEvent } from '@touchstone/contracts';
import { ledOn, teams, type Team } from './team';

/** ms. Teams that are known are asked for at each question; a new one may be found so much later. */
const pace = 200;

export interface TeamDirectory {
  /** Owners whose records somebody reaches by the teams that he leads today. */
  ledBy(person: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Every team, in memory: there are few, and each command of a manager asks. Follows the store; other processes see a change at once too. */
export const keepTeams = async (
  store: EventStore,
  codec: EventCodec,
  now: () => number,
  onFailure: (error: unknown) => void,
): Promise<TeamDirectory> => {
  const known = new Map<string, { team: Team; version: number }>();
  const stopping = new AbortController();
  const filter = { categories: [teams.category] };
  let after = startOfStore;

  const take = async (recorded: Parameters<EventCodec['open']>[0]) => {
    for (const event of await codec.open(recorded)) {
      const { team, version } = known.get(event.stream) ?? { team: teams.initial, version: -1 };
      if (event.version > version)
        known.set(event.stream, { team: teams.evolve(team, event as unknown as TeamEvent), version: event.version });
    }
  };
  for (let caughtUp = false; !caughtUp;) {
    const page = await store.readAll({ after, filter });
    await take(page.events);
    after = page.next;
    caughtUp = page.caughtUp;
  }
  const follow = async () => {
    while (!stopping.signal.aborted)
      try {
        for await (const page of store.follow({ after, filter, pace, signal: stopping.signal })) {
          await take(page.events);
          after = page.next;
        }
      } catch (error) {
        if (stopping.signal.aborted) return;
        onFailure(error);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
  };
  const following = follow();
  return {
    ledBy: async (person) => {
      const streams = await store.versions([...known.keys()]);
      for (const [stream, version] of streams) {
        const from = (known.get(stream)?.version ?? -1) + 1;
        // The order of the whole store may lag behind one stream; whoever leads a team as of now is asked of the stream.
        if (version >= from) await take((await store.readStream(stream, { from })).events);
      }
      const day = new Date(now()).toISOString().slice(0, 10);
      return ledOn(
        [...known.values()].map(({ team }) => team),
        person,
        day,
      );
    },
    stop: async () => {
      stopping.abort();
      await following.catch(() => {});
    },
  };
};
