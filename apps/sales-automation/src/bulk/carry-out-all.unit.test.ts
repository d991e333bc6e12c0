import fc from 'fast-check';
import { carryOutAll, type Read } from './carry-out-all';

const item = fc.oneof(
  fc.record({
    command: fc.record({
      path: fc.constantFrom('leads', 'leads/a/x', 'leads/b/x', 'leads/a/y'),
      body: fc.constant({}),
    }),
  }),
  fc.constant({ refused: { status: 400 } }),
);

it('answers every command in its place; those of one record come in their order, whatever the others do', async () => {
  const property = fc.asyncProperty(
    fc.array(item, { maxLength: 40 }),
    fc.scheduler(),
    async (read: Read[], scheduler) => {
      const begun: number[] = [];
      const ended: number[] = [];
      const running = carryOutAll(read, async (_, index) => {
        begun.push(index);
        await scheduler.schedule(Promise.resolve());
        ended.push(index);
        return { answer: { status: 200 + index } };
      });
      const results = await scheduler.waitFor(running);
      expect(results.map(({ answer }) => answer.status)).toEqual(
        read.map((one, index) => ('command' in one ? 200 + index : 400)),
      );
      for (const id of ['a', 'b']) {
        const own = read.flatMap((one, n) => ('command' in one && one.command.path.split('/')[1] === id ? [n] : []));
        expect(begun.filter((index) => own.includes(index))).toEqual(own);
        expect(ended.filter((index) => own.includes(index))).toEqual(own);
      }
    },
  );
  await fc.assert(property, { numRuns: 50 });
});
