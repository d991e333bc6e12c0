import { advance } from './high-water';

const at = (mark: number, seen = mark) => ({ mark, seen });

describe('the high-water mark', () => {
  it('moves over what was handled without a gap', () => {
    expect(advance(at(5), [5, 6, 7], [])).toEqual(at(8));
    expect(advance(undefined, [0, 1], [])).toEqual(at(2));
  });
  it('stays before a gap, where a message of a parked key stands that is not written down yet', () => {
    expect(advance(at(5), [5, 7, 8], [])).toEqual(at(6, 9));
    expect(advance(at(5), [6, 7], [])).toEqual(at(5, 8));
  });
  it('passes the gap when the next chunk comes, because the bus has committed the one before', () => {
    expect(advance(at(6, 9), [9, 10], [])).toEqual(at(11));
    expect(advance(at(6, 9), [10], [])).toEqual(at(9, 11));
  });
  it('stays before a message that is about to be parked', () => {
    expect(advance(at(5), [5, 6, 7], [6])).toEqual(at(6, 8));
  });
  it('never goes back when messages come again', () => {
    expect(advance(at(8), [5, 6], [])).toEqual(at(8));
    expect(advance(at(8), [5, 6, 7, 8], [6])).toEqual(at(9));
  });
});
