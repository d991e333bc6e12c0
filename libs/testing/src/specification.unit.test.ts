import { specification } from './specification';

type Switched = { on: boolean };

const given = specification<'toggle' | 'nothing' | 'break', Switched, 'on' | 'off'>({
  initial: { on: false },
  evolve: (_state, event) => ({ on: event === 'on' }),
  decide: (command, state) => {
    if (command === 'break') throw new RangeError('broken');
    return command === 'nothing' ? [] : [state.on ? 'off' : 'on'];
  },
});

describe('a specification', () => {
  it('folds the history before it decides', () => {
    given([]).when('toggle').then(['on']);
    given(['on']).when('toggle').then(['off']);
    given(['on']).when('nothing').thenNothing();
    given(['on']).when('break').thenThrows(RangeError);
    given(['on', 'off']).thenState({ on: false });
  });

  it('fails when the decision is another one', () => {
    expect(() => given(['on']).when('toggle').thenNothing()).toThrow();
    expect(() => given(['on']).when('toggle').then(['on'])).toThrow();
    expect(() => given(['on']).when('toggle').thenThrows()).toThrow();
  });
});
