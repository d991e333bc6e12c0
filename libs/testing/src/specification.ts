export type Decider<Command, State, Event> = {
  initial: State;
  decide: (command: Command, state: State) => Event[];
  evolve: (state: State, event: Event) => State;
};

/** `const given = specification({ initial, decide, evolve })`, then `given(events).when(command).then(events)`. */
export const specification =
  <Command, State, Event>({ initial, decide, evolve }: Decider<Command, State, Event>) =>
  (history: Event[]) => ({
    when: (command: Command) => {
      const decision = () => decide(command, history.reduce(evolve, initial));
      return {
        then: (expected: Event[]) => expect(decision()).toEqual(expected),
        thenNothing: () => expect(decision()).toEqual([]),
        thenThrows: (expected?: Parameters<jest.Matchers<void, unknown>['toThrow']>[0]) =>
          expect(decision).toThrow(expected),
      };
    },
    thenState: (expected: State) => expect(history.reduce(evolve, initial)).toEqual(expected),
  });
