import { eventually, testDatabase } from '@touchstone/testing';
import { buildYard, type BuildYard } from '../testing/build-yard';
import { countingProjection, identityNumber } from '../testing/counting-projection';
import { secondVersion } from '../testing/second-version';
import { giveUp, requestComparison } from './commands';
import { switchBuild } from './switch-build';

let yard: BuildYard;
const name = 'counting';
beforeEach(async () => (yard = buildYard({ database: await testDatabase(), eventually }, name)));
afterEach(async () => {
  await yard.close();
});

const first = countingProjection(name);
const same = secondVersion(name, { mustEqual: { counts: ['facts'], spoiled: [] } });
const both = [first, same];

describe('a build', () => {
  it('of the version that answers is its next generation, and must equal it in everything', async () => {
    await yard.tell(10);
    await yard.run([first]);
    await yard.counted(10, 'counting');
    expect(await yard.rebuild([first])).toEqual({ name, version: 1, generation: 2 });
    await yard.level([first], '1.2');
    expect(await yard.compared([first], '1.2')).toMatchObject({ refused: 0, other: 0 });
    await yard.pool.query(`UPDATE counting.counts SET facts = facts + 1 WHERE identity = $1`, [identityNumber(0)]);
    expect(await yard.compared([first], '1.2')).toMatchObject({ refused: 1, other: 0 });
    await giveUp(yard.of([first]), 'building');
    await eventually('the build is gone', () => yard.schemaIsGone('counting_g2'), Boolean);
  });

  it('goes on from its checkpoints after a stop, and the version that answers is found again', async () => {
    await yard.tell(40);
    const one = await yard.run(both.slice(0, 1));
    await yard.counted(40, 'counting');
    await one.drain();
    const stopping = await yard.run(both, { rebuildShare: 0.05, pageSize: 4 });
    await yard.rebuild(both);
    const partly = await eventually(
      'a part is built',
      () => yard.buildOf(both, '2'),
      (build) => (build?.share ?? 0) > 0.2,
    );
    await stopping.drain();
    const standing = await yard.buildOf(both, '2');
    expect(standing?.share).toBeGreaterThanOrEqual(partly?.share ?? 1);
    expect(standing?.levelAt).toBeNull();
    await yard.run(both);
    await yard.counted(40, 'counting_v2');
    await yard.level(both, '2');
    expect(await yard.compared(both, '2')).toMatchObject({ refused: 0, other: 0 });
  });

  it('is not switched to while somebody reads what changes over, and readers wait 200 ms at most', async () => {
    await yard.pool.query('CREATE TABLE shown (n int)');
    await yard.tell(5);
    await yard.run([first]);
    await yard.run(both);
    await yard.rebuild(both);
    await yard.level(both, '2');
    await yard.compared(both, '2');
    const reader = await yard.pool.connect();
    await reader.query('BEGIN; SELECT * FROM shown');
    const changeOver = async (client: { query(text: string): Promise<unknown> }) =>
      void (await client.query('ALTER TABLE shown ADD m int'));
    const switching = { ...yard.of(both), accept: false, changeOver };
    await expect(switchBuild({ ...switching, withinMs: 500 })).rejects.toMatchObject({ code: 'busy' });
    expect((await yard.buildOf(both, '1'))?.state).toBe('live');
    const late = switchBuild(switching);
    await yard.tell(5);
    await yard.counted(10, 'counting');
    await reader.query('COMMIT');
    reader.release();
    expect(await late).toMatchObject({ live: '2' });
  });

  it('is not switched to by a comparison of more than a quarter of an hour ago', async () => {
    await yard.tell(5);
    await yard.run([first]);
    await yard.run(both);
    await yard.rebuild(both);
    await yard.level(both, '2');
    await yard.compared(both, '2');
    await yard.pool.query(
      `UPDATE touchstone.builds SET comparison = comparison || jsonb_build_object('at', now() - interval '16 minutes')`,
    );
    await expect(yard.switched(both)).rejects.toMatchObject({
      code: 'not-compared',
      message: expect.stringContaining('compare it again'),
    });
    await yard.compared(both, '2');
    expect(await yard.switched(both)).toMatchObject({ live: '2' });
  });

  it('is compared by a program that has the code of both, while the release before leaves it alone', async () => {
    await yard.tell(5);
    await (await yard.run([first])).drain();
    const upgraded = await yard.run(both);
    await yard.rebuild(both);
    await yard.level(both, '2');
    await upgraded.drain();
    const told: string[] = [];
    await yard.run([first], { observer: { build: ({ happened }) => void told.push(happened.kind) } });
    await requestComparison(yard.of(both));
    const begun = told.length;
    await eventually(
      'rounds of the release before',
      async () => told.length - begun,
      (rounds) => rounds > 5,
    );
    expect(told).not.toContain('failed');
    await yard.run(both);
    await eventually(
      'it is compared',
      () => yard.buildOf(both, '2'),
      (one) => one?.comparison != null && !one.comparing,
    );
  });

  it('needs a program that has its code', async () => {
    await yard.run(both);
    await expect(yard.run([first])).rejects.toThrow(/answers from build 2, but this program only has version 1/);
  });
});
