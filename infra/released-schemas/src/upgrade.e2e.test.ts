import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, spawnTouchstone } from '@touchstone/testing';
import { unpackRelease } from './unpack-release';

const root = resolve(__dirname, '..');
const releases = readdirSync(root).filter((name) => /^\d+\.\d+\.\d+$/.test(name));

interface Found {
  items: { id: string; touchpoints: number; orders: object }[];
}

interface Builds {
  items: { projection: string; builds: { state: string }[] }[];
}

describe('a data directory of an earlier release', () => {
  it('is kept for every release, and small', async () => {
    expect(releases).toContain('0.1.0');
    for (const release of releases)
      for (const file of await readdir(join(root, release)))
        expect((await stat(join(root, release, file))).size).toBeLessThan(256 * 1024);
  });

  it.each(releases)(
    'of %s is upgraded by starting on it, and nothing is lost',
    async (release) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'touchstone-upgrade-'));
      await unpackRelease(join(root, release), dataDir);
      const expected = JSON.parse(await readFile(join(root, release, 'expected.json'), 'utf8'));
      const touchstone = await spawnTouchstone({ dataDir });
      const find = async (identifier: string) => {
        const answer = await touchstone.request<Found>(`/customers?identifier=${identifier}`);
        return answer.body.items;
      };
      try {
        const ready = () => find('email:ann@example.org');
        const [ann] = await eventually('read models answer', ready, (items) => items?.length === 1);
        expect(ann).toMatchObject({
          id: expected.ann[0].id,
          touchpoints: expected.ann[0].touchpoints,
          orders: expected.ann[0].orders,
        });
        expect(await find('user_id:bea')).toMatchObject([{ id: expected.bea[0].id }]);
        expect(JSON.stringify((await touchstone.request(`/customers/${expected.erased}`)).body)).not.toContain('zoe');
        const { status, body } = await touchstone.request<Builds>('/projections');
        expect(status).toBe(200);
        expect(body.items.map(({ builds }) => builds.map(({ state }) => state))).toEqual(
          body.items.map(() => ['live']),
        );
        expect(body.items.map(({ projection }) => projection)).toContain('customer-timeline');
        // The write key of that time still opens, and an event of that time is a duplicate.
        const again = {
          type: 'track',
          messageId: 't2',
          userId: 'bea',
          timestamp: '2026-01-05T10:00:02.000Z',
          event: 'Signed Up',
        };
        const sent = await touchstone.request('/v1/batch', {
          headers: { authorization: `Basic ${Buffer.from(`${expected.writeKey}:`).toString('base64')}` },
          body: { batch: [again, { ...again, messageId: 't3' }] },
        });
        expect(sent.status).toBe(200);
        await eventually(
          'the new event is there',
          () => find('user_id:bea'),
          ([bea]) => bea?.touchpoints === 2,
        );
      } finally {
        await touchstone.stop();
        await rm(dataDir, { recursive: true });
      }
    },
    300_000,
  );
});
