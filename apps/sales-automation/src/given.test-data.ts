import type { EventData } from '@touchstone/contracts';
import { RuleBroken } from './commands/rule-broken';
import type { StreamKind } from './commands/stream-kind';

/** Given these events, when this is decided, then: those events, nothing, or a refusal. */
export const given =
  <State, Event extends EventData>({ initial, evolve }: StreamKind<State, Event>) =>
  (events: readonly Event[]) => ({
    when: (decide: (state: State) => readonly Event[]) => {
      const decided = () => decide(events.reduce(evolve, initial));
      return {
        then: (expected: readonly Event[]) => expect(decided()).toEqual(expected),
        thenNothing: () => expect(decided()).toEqual([]),
        thenSome: (judge: (events: readonly Event[]) => void) => judge(decided()),
        thenRefused: (rule: string, field?: string) => {
          const refused = (() => {
            try {
              return decided();
            } catch (error) {
              return error;
            }
          })();
          expect(refused).toBeInstanceOf(RuleBroken);
          expect(refused).toMatchObject({ rule, ...(field !== undefined && { field }) });
        },
      };
    },
  });
