import fc from 'fast-check';
import { eventIdOf } from '@touchstone/contracts';
import { eventId } from './event-id';

it('is what contracts derive, for every id that an emitter can send', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.string({ unit: 'binary' }), (source, id) => {
      expect(eventId(source, id)).toBe(eventIdOf(source, id));
    }),
    { numRuns: 1_000 },
  );
});
