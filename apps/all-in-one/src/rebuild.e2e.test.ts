import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { Client } from 'pg';
import type { ProjectionBuild, ProjectionBuildsPage } from '@touchstone/contracts';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { withClient } from './testing/embedded.tables';
import { emitterOf } from './testing/emitter';

const cli = resolve(__dirname, '../../cli/dist/main.js');
const timeline = 'customer-timeline';
const people = 20;
const eventsEach = 150;
const patient = { timeoutMs: 180_000 };

interface Said {
  readonly code: number;
  readonly out: string;
}
interface Refusal {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly object[];
}

const messagesOf = (round: number) =>
  Array.from({ length: people * 10 }, (_, n) => ({
    type: 'track',
    userId: `person-${n % people}`,
    messageId: `${round}-${n}`,
    event: 'Page Seen',
  }));

/** Asks one after the other until it is stopped; what was not answered in full is a fault. */
const readAllTheTime = (asked: Readonly<Record<string, () => Promise<boolean>>>) => {
  const faults: string[] = [];
  let rounds = 0;
  let isStopped = false;
  const reading = (async () => {
    while (!isStopped) {
      for (const [name, ask] of Object.entries(asked))
        await ask().then(
          (isWhole) => void (isWhole || faults.push(`${name} was not whole`)),
          (error: unknown) => void faults.push(`${name}: ${String(error)}`),
        );
      rounds++;
    }
  })();
  const moreRounds = () => {
    const before = rounds;
    return eventually(
      'readers go on',
      () => rounds,
      (now) => now > before + 10,
      patient,
    );
  };
  return { faults, rounds: () => rounds, moreRounds, stop: () => void (isStopped = true), ended: reading };
};

describe('a read model that is built again beside the one that answers', () => {
  let touchstone: Touchstone;
  let remove: () => Promise<void>;
  let emitter: ReturnType<typeof emitterOf>;
  let id: string;
  /** Events that a build from the beginning writes. */
  let all = 0;

  const touch = (...args: string[]): Promise<Said> =>
    new Promise((done) =>
      execFile(process.execPath, [cli, ...args, '--data', touchstone.dataDir], (error, out, err) =>
        done({ code: error ? Number(error.code) : 0, out: out + err }),
      ),
    );
  const projection = (...args: string[]) => touch('projection', ...args);
  const builds = async (): Promise<readonly ProjectionBuild[]> => {
    const { body } = await touchstone.request<ProjectionBuildsPage>('/projections');
    return body.items.find((one) => one.projection === timeline)?.builds ?? [];
  };
  const states = async () => (await builds()).map(({ build, state }) => `${build} ${state}`);
  const are = (...wanted: string[]) =>
    eventually(`builds are ${wanted.join(', ')}`, states, (found) => found.join() === wanted.join(), patient);
  const step = (name: string, body: object = {}, of = timeline) =>
    touchstone.request<Refusal>(`/projections/${of}/${name}`, { body });
  const samples = async (name: string, build: string): Promise<number[]> => {
    const lines = (await (await fetch(`${touchstone.url}/metrics`)).text()).split('\n');
    return lines
      .filter((line) => line.startsWith(`touchstone_projection_rebuild_${name}{`) && line.includes(`"${build}"`))
      .map((line) => Number(line.split(' ').at(-1)));
  };
  const sendOne = (messageId: string) =>
    emitter.send([{ type: 'track', userId: 'person-0', messageId, event: 'Page Seen' }]);
  const readTimeline = (limit: number) =>
    touchstone.request<{ items: readonly object[] }>(`/customers/${id}/timeline?limit=${limit}`);

  beforeAll(async () => {
    touchstone = await spawnTouchstone();
    remove = touchstone.stop;
    emitter = emitterOf(touchstone);
    for (let round = 0; round < eventsEach / 10 - 1; round++) await emitter.send(messagesOf(round));
    id = (await emitter.findOne(await emitter.send(messagesOf(-1)), 'user_id:person-0')).id;
  });
  afterAll(async () => {
    await touchstone.stop();
    await remove();
  });

  it('is refused in clear sentences what cannot be done as things stand', async () => {
    expect(await step('rebuild', {}, 'customer-tmeline')).toMatchObject({
      status: 404,
      body: {
        type: 'urn:touchstone:problem:rebuild-unknown-projection',
        detail: expect.stringMatching(/^There is no read model customer-tmeline: name one of customer-profile, /),
      },
    });
    expect(await step('switch', {}, 'customer-tmeline')).toMatchObject({
      status: 404,
      body: { detail: 'There is no read model customer-tmeline that answers.' },
    });
    expect(await step('rebuild', { version: 9 })).toMatchObject({
      status: 404,
      body: { detail: `This program has no version 9 of ${timeline}, only 1.` },
    });
    expect(await step('rebuild', { version: 'two' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/version' }] },
    });
    for (const [name, state] of [
      ['compare', 'building'],
      ['abort', 'building'],
      ['drop', 'previous'],
    ] as const)
      expect(await step(name)).toMatchObject({
        status: 409,
        body: {
          type: 'urn:touchstone:problem:rebuild-wrong-state',
          detail: `${timeline} has no build that is ${state}.`,
        },
      });
    const { body: analyst } = await touchstone.request<{ apiKey: string }>('/admin/api-keys', {
      body: { name: 'ana', role: 'analyst' },
    });
    const refused = await touch('projection', 'rebuild', timeline, '--api-key', analyst.apiKey);
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('Use a key of a stronger role') });
    expect(await states()).toEqual(['1 live']);
  });

  it('is built, compared, switched to and dropped by the CLI, and no reader sees a failure or less than there was', async () => {
    const sql = new Client({ connectionString: touchstone.sqlUrl });
    await sql.connect();
    const readers = readAllTheTime({
      profile: async () => {
        const { status, body } = await touchstone.request<{ touchpoints: number }>(`/customers/${id}`);
        return status === 200 && body.touchpoints >= eventsEach;
      },
      timeline: async () => {
        const { status, body } = await readTimeline(eventsEach);
        return status === 200 && body.items.length === eventsEach;
      },
      'analytics.timeline': async () => {
        const text = 'SELECT count(*)::int AS events FROM analytics.timeline WHERE customer_id = $1';
        return (await sql.query<{ events: number }>(text, [id])).rows[0]!.events >= eventsEach;
      },
    });
    try {
      expect((await projection('list')).out).toMatch(/^customer-timeline +1 +live +\d+ % +yes/m);
      expect(await projection('rebuild', timeline)).toEqual({
        code: 0,
        out: `Build 1.2 of ${timeline} is under way: projection list shows how far it is.\n`,
      });
      expect(await projection('switch', timeline)).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          `Build 1.2 of ${timeline} is not compared with 1, which answers: compare it first.`,
        ),
      });
      expect((await projection('rebuild', timeline)).out).toContain('is under way: switch to it or abort it first.');
      const level = async () => (await builds()).find(({ build }) => build === '1.2')?.levelAt;
      await eventually('it is level', level, (at) => typeof at === 'string', patient);
      [all = 0] = await samples('events_total', '1.2');
      expect(all).toBeGreaterThanOrEqual(people * eventsEach);
      await sendOne('while it is built');
      const compared = await projection('compare', timeline);
      expect(compared).toMatchObject({ code: 0, out: expect.stringMatching(/rows, both at one position/) });
      expect(compared.out).toContain(`Nothing differs: projection switch ${timeline}`);
      expect(await samples('stop_seconds_count', timeline)).toEqual([1]);
      expect(await samples('differences', '1.2')).toEqual([0, 0]);
      expect(await projection('switch', timeline)).toEqual({
        code: 0,
        out: `Build 1.2 of ${timeline} answers. Build 1 follows on until it is dropped.\n`,
      });
      expect(await states()).toEqual(['1.2 live', '1 previous']);
      await readers.moreRounds();
      expect((await projection('drop', timeline)).code).toBe(0);
      await are('1.2 live');
      await readers.moreRounds();
    } finally {
      readers.stop();
      await readers.ended;
      await sql.end();
    }
    expect(readers.faults).toEqual([]);
    expect(readers.rounds()).toBeGreaterThan(20);
    const gone = async () => (await samples('progress_ratio', '1.2')).length;
    await eventually('it counts no more as being built', gone, (count) => count === 0);
    const after = await emitter.readAfter<{ items: object[] }>(
      await sendOne('after the switch'),
      `/customers/${id}/timeline?limit=200`,
    );
    expect(after.items).toHaveLength(eventsEach + 2);
  });

  it('goes on where it was after kill -9 in the middle; a wrong row refuses the switch, and it is given up', async () => {
    expect((await step('rebuild')).status).toBe(202);
    const building = async () => (await builds()).find(({ state }) => state === 'building');
    const inTheMiddle = await eventually(
      'a part is built',
      building,
      (one) => one !== undefined && one.share > 0,
      patient,
    );
    await touchstone.service.kill('SIGKILL');
    expect(inTheMiddle).toMatchObject({ build: '1', levelAt: null });
    expect(inTheMiddle?.share).toBeLessThan(1);
    touchstone = await spawnTouchstone({ dataDir: touchstone.dataDir });
    emitter = emitterOf(touchstone);
    const again = await eventually('it is level', building, (one) => one?.levelAt != null, patient);
    expect(again).toMatchObject({ build: '1', requestedAt: inTheMiddle?.requestedAt });
    const [rest = all] = await samples('events_total', '1');
    expect(rest).toBeLessThan(all); // not from the beginning: the first process has written the others
    expect((await projection('compare', timeline)).out).toContain('Nothing differs');

    await withClient(touchstone.dataDir, ['postgres-read', 'read'], (client) =>
      client.query(
        'DELETE FROM customer_timeline_v1.entries WHERE ctid = (SELECT min(ctid) FROM customer_timeline_v1.entries)',
      ),
    );
    expect(await projection('compare', timeline)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/entries +rows only in the live one +1 +refused[^]*It cannot be switched to/),
    });
    const refused = await projection('switch', timeline, '--accept');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('differs in 1 places that must be equal') });
    expect((await projection('abort', timeline)).code).toBe(0);
    await are('1.2 live');
    expect((await readTimeline(200)).body.items).toHaveLength(eventsEach + 2);
  });
});
