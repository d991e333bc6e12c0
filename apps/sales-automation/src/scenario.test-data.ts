import type { EventData } from '@touchstone/contracts';
import { RuleBroken } from './commands/rule-broken';
import type { Circumstances, Decide } from './commands/stream-kind';

type Facts<Event extends EventData> = readonly Event[];
type Broken = Pick<RuleBroken, 'rule'> & Partial<Pick<RuleBroken, 'field' | 'status'>>;

/** Given events, when a command, then events: the state of a stream is nothing but what happened. */
export const scenario =
  <State, Event extends EventData>(
    { initial, evolve }: { readonly initial: State; readonly evolve: (state: State, event: Event) => State },
    circumstances: Circumstances,
  ) =>
  (...events: Facts<Event>) => {
    const state = events.reduce(evolve, initial);
    return {
      state,
      when: (decide: Decide<State, Event>) => ({
        then: (...expected: Facts<Event>) => expect(decide(state, circumstances)).toEqual(expected),
        thenNothing: () => expect(decide(state, circumstances)).toEqual([]),
        thenBreaks: (broken: Broken) => {
          let thrown: unknown;
          try {
            decide(state, circumstances);
          } catch (error) {
            thrown = error;
          }
          expect(thrown).toBeInstanceOf(RuleBroken);
          expect(thrown).toMatchObject(broken);
        },
      }),
    };
  };
