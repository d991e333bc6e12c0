import { setTimeout } from 'node:timers/promises';
import { eventually, testDatabase } from '@touchstone/testing';
import { buildYard, type BuildYard } from '../testing/build-yard';
import { countingProjection, identityNumber } from '../testing/counting-projection';
import { secondVersion } from '../testing/second-version';
import { giveUp } from './commands';

let yard: BuildYard;
let isTelling = false;
const name = 'counting';
beforeEach(async () => (yard = buildYard({ database: await testDatabase(), eventually }, name)));
afterEach(async () => {
  isTelling = false;
  await yard.close();
});

const first = countingProjection(name);
const same = secondVersion(name, { mustEqual: { counts: ['facts'], spoiled: [] } });
const both = [first, same];

describe('a new version', () => {
  it.each([1, 3])(
    'is built beside the live one, compared at one position, switched to and back, with %i slots in two processes',
    async (slots) => {
      await yard.tell(60);
      await yard.run([first], { slots });
      await yard.counted(60, 'counting');
      const [one, two] = [await yard.run(both, { slots }), await yard.run(both, { slots })];
      expect((await yard.builds(both)).map(({ build, state }) => [build, state])).toEqual([['1', 'live']]);
      await yard.rebuild(both, slots);
      await yard.counted(60, 'counting_v2');
      await yard.level(both, '2');
      isTelling = true;
      const telling = (async () => {
        while (isTelling) {
          await yard.tell(1, 20);
          await setTimeout(2);
        }
      })();
      const comparison = await yard.compared(both, '2');
      expect(comparison).toMatchObject({ against: '1', refused: 0, other: 0 });
      const [counts] = comparison.tables.filter(({ table }) => table === 'counts');
      expect(counts).toMatchObject({ onlyLive: 0, onlyBuilt: 0, columns: [] });
      expect(counts?.live).toBe(counts?.built);
      expect(await yard.switched(both)).toMatchObject({ live: '2', previous: '1', attempts: 1 });
      expect((await yard.builds(both)).map(({ build, state }) => [build, state])).toEqual([
        ['2', 'live'],
        ['1', 'previous'],
      ]);
      isTelling = false;
      await telling;
      const head = await yard.store.head();
      await eventually(
        'marks past the head',
        () => one.progress(),
        ({ slots: all }) => Object.values(all[name] ?? {}).every((at) => at >= head),
      );
      expect(await yard.total('counting')).toBe(await yard.total('counting_v2'));
      expect(await yard.switched(both)).toMatchObject({ live: '1', previous: '2' });
      await giveUp(yard.of(both), 'previous');
      await eventually('version 2 is gone', () => yard.schemaIsGone('counting_v2'), Boolean);
      await yard.tell(5);
      await eventually(
        'version 1 goes on',
        () => two.progress(),
        ({ slots: all }) => Object.values(all[name] ?? {}).every((at) => at > head),
      );
      expect((await yard.builds(both)).map(({ build }) => build)).toEqual(['1']);
      expect(await yard.builds(both)).toHaveLength(1);
    },
  );

  it('that counts wrongly is refused, whatever is accepted, and can be given up while it is built', async () => {
    const wrong = secondVersion(name, {
      mustEqual: { counts: ['facts'] },
      also:
        (schema) =>
        async ({ client }) =>
          void (await client.query(`UPDATE ${schema}.counts SET facts = facts + 1 WHERE identity = $1`, [
            identityNumber(2),
          ])),
    });
    const versions = [first, wrong];
    await yard.tell(30);
    await yard.run(versions.slice(0, 1));
    await yard.counted(30, 'counting');
    await yard.run(versions);
    await yard.rebuild(versions);
    await yard.level(versions, '2');
    await expect(yard.switched(versions, true)).rejects.toMatchObject({ code: 'not-compared' });
    const comparison = await yard.compared(versions, '2');
    expect(comparison).toMatchObject({ refused: 1, other: 0 });
    const [counts] = comparison.tables.filter(({ table }) => table === 'counts');
    expect(counts?.columns).toEqual([{ column: 'facts', mustEqual: true, rows: 1 }]);
    expect(counts?.samples).toEqual([
      {
        key: { identity: identityNumber(2) },
        columns: ['facts'],
        live: { facts: 6 },
        built: { facts: expect.any(Number) },
      },
    ]);
    await expect(yard.switched(versions, true)).rejects.toMatchObject({ code: 'must-equal' });
    await expect(yard.rebuild(versions)).rejects.toMatchObject({ code: 'wrong-state' });
    await giveUp(yard.of(versions), 'building');
    await eventually('the build is gone', () => yard.schemaIsGone('counting_v2'), Boolean);
    await yard.tell(3);
    await yard.counted(33, 'counting');
    expect((await yard.builds(versions)).map(({ build, state }) => [build, state])).toEqual([['1', 'live']]);
  });

  it('may differ where it need not be equal, once that is accepted; personal columns are only named', async () => {
    const other = secondVersion(name, {
      mustEqual: { counts: ['facts'] },
      table: `ALTER TABLE spoiled ALTER reason SET STATISTICS 0; CREATE TABLE more (identity text PRIMARY KEY)`,
      also:
        (schema) =>
        async ({ client, events }) =>
          void (await client.query(`INSERT INTO ${schema}.spoiled VALUES ('one', $1, 'Ann')`, [events[0]?.id])),
    });
    const versions = [first, other];
    await yard.tell(8);
    await yard.run([first]);
    await yard.counted(8, 'counting');
    await yard.run(versions);
    await yard.rebuild(versions);
    await yard.level(versions, '2');
    const comparison = await yard.compared(versions, '2');
    expect(comparison).toMatchObject({ refused: 0, other: 1, remarks: ['table more is new'] });
    const [spoiled] = comparison.tables.filter(({ table }) => table === 'spoiled');
    expect(spoiled).toMatchObject({ live: 0, built: 1, onlyBuilt: 1, mustEqual: false });
    expect(JSON.stringify(spoiled?.samples)).not.toContain('Ann');
    await expect(yard.switched(versions)).rejects.toMatchObject({ code: 'not-accepted' });
    expect(await yard.switched(versions, true)).toMatchObject({ live: '2' });
  });
});
