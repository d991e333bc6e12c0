import { keysForMs, stateCache, statesForMs } from './state-cache';

const stateAt = (version: number, readAt: number) => ({ state: 'x', version, readAt });

describe('states of streams in memory', () => {
  it('are used for a while after their stream was read, however often it was written since', () => {
    let now = 0;
    const states = stateCache(() => now);
    states.put('lead-1', stateAt(0, 0));
    now = statesForMs - 1;
    expect(states.get('lead-1')).toEqual(stateAt(0, 0));
    states.put('lead-1', stateAt(1, 0));
    now = statesForMs;
    expect(states.get('lead-1')).toBeUndefined();
  });

  it('hold what a key opened for no longer than erasure allows', () => {
    expect(statesForMs + keysForMs).toBeLessThanOrEqual(60_000);
  });

  it('are of the streams that were used last', () => {
    const states = stateCache(() => 0);
    states.put('lead-first', stateAt(0, 0));
    states.put('lead-second', stateAt(0, 0));
    for (let n = 0; n < 4_998; n++) states.put(`lead-${n}`, stateAt(0, 0));
    expect(states.get('lead-first')).toBeDefined();
    states.put('lead-one-more', stateAt(0, 0));
    expect(states.get('lead-first')).toBeDefined();
    expect(states.get('lead-second')).toBeUndefined();
    states.forget('lead-first');
    expect(states.get('lead-first')).toBeUndefined();
  });
});
