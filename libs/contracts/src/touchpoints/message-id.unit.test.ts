import fc from 'fast-check';
import { customerIdOf } from '../identity/customer-id';
import { partitionCount } from '../topics';
import { partitionOf } from '../partition';
import { cloudEventIdOf, copyIdOf, eventIdOf } from './message-id';

const source = '0190f3c4-0000-7000-8000-000000000001';
const other = '0190f3c4-0000-7000-8000-000000000002';

// Kept for ever: an emitter that resends in a year must reach the same event.
it('derives for ever the same ids', () => {
  expect(eventIdOf(source, 'node-next-1-abc')).toBe('88ff1da8-4303-5b4b-ad81-d37590b9d4a1');
  expect(cloudEventIdOf(source, '/shop', '1')).toBe('16282408-9069-5892-a96d-ee979cd59c08');
  expect(copyIdOf(source)).toBe('79c6af08-1cb8-5f80-b996-71a7f5b2878f');
  expect(customerIdOf('a'.repeat(32))).toBe('b5747630-4ac7-59ad-a577-794b5ce17ae4');
  expect(partitionOf('ffffffff'.repeat(4), partitionCount)).toBe(15);
  expect(partitionOf(`00000017${'f'.repeat(24)}`, partitionCount)).toBe(23);
});
it('tells sources, CloudEvents sources and copies apart', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const ids = [
        eventIdOf(source, a),
        eventIdOf(other, a),
        cloudEventIdOf(source, '/x', a),
        cloudEventIdOf(source, '/y', a),
        copyIdOf(eventIdOf(source, a)),
      ];
      expect(new Set(ids).size).toBe(ids.length);
      if (a !== b) expect(eventIdOf(source, a)).not.toBe(eventIdOf(source, b));
    }),
  );
});
it('never mixes up where the CloudEvents source ends and the id begins, unless a line break is in both', () => {
  expect(cloudEventIdOf(source, '/a', 'b')).not.toBe(cloudEventIdOf(source, '/', 'ab'));
});
it('spreads keys over all partitions', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), (key) => {
      const partition = partitionOf(key, partitionCount);
      expect(Number.isInteger(partition) && partition >= 0 && partition < partitionCount).toBe(true);
    }),
  );
});
