import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Pool } from 'pg';
import { startScaled, type AppName, type ReplicaShown, type Scaled } from '@touchstone/scaled';
import { describeWithKafka, eventually } from '@touchstone/testing';
import { customersOf, timelineOf } from './load/answers';
import { factsOfSale, factsOfSales, sell, untilUnderWay } from './load/sale';
import { ScaledLoad } from './load/scaled-load';

const cli = resolve(__dirname, '../../../apps/cli/dist/main.js');
const leaseMs = 2_000;
const scalable: AppName[] = [
  'touchpoint-gateway',
  'customer-repository',
  'projections',
  'query-api',
  'sales-automation',
];

describeWithKafka('every app scaled, behind one front door', () => {
  let folder: string;
  let scaled: Scaled;
  let read: Pool;
  let load: ScaledLoad;
  /** Stored beside what the load counts. */
  let others = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-scaled-'));
    const replicas = { ...Object.fromEntries(scalable.map((app) => [app, 1])), backup: 0 };
    const postgresSettings = { fsync: 'off' };
    scaled = await startScaled({ dataDir: folder, replicas, env: { LEASE_MS: String(leaseMs) }, postgresSettings });
    load = new ScaledLoad(scaled);
    read = new Pool({ connectionString: scaled.servers.read, max: 2 });
  });
  afterAll(async () => {
    await read?.end();
    await scaled?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const countOf = (app: AppName): number => scaled.replicas().filter((replica) => replica.app === app).length;
  /** Process numbers of those that hold slots: `<host>/<process>/<id>` is the owner of a lease. */
  const holders = async (): Promise<number[]> => {
    const { rows } = await read.query<{ owner: string }>(
      'SELECT DISTINCT owner FROM touchstone.slots WHERE owner IS NOT NULL AND expires_at > now()',
    );
    return rows.map(({ owner }) => Number(owner.split('/')[1]));
  };
  /** All slots are held, by each process of projections as many as by any other, or one more. */
  const untilShared = () =>
    eventually(
      'every process of projections holds its share of the slots',
      async () => {
        const { rows } = await read.query<{ owner: string | null }>(
          'SELECT CASE WHEN expires_at > now() THEN owner END AS owner FROM touchstone.slots',
        );
        const pids = scaled.replicas().flatMap(({ app, pid }) => (app === 'projections' ? [pid] : []));
        const held = pids.map((pid) => rows.filter(({ owner }) => owner?.split('/')[1] === String(pid)).length);
        return { held, all: rows.length };
      },
      ({ held, all }) =>
        held.reduce((sum, count) => sum + count, 0) === all && Math.max(...held) - Math.min(...held) <= 1,
      { timeoutMs: 60_000, pauseMs: 100 },
    );
  /** A replica of projections that holds slots, beside another that can take them over. */
  const aHolder = async () => {
    await scaled.scale('projections', 2);
    const pids = await eventually('slots are held', holders, (found) => found.length > 0);
    return scaled.replicas().find(({ pid }) => pids.includes(pid)) as ReplicaShown;
  };
  const untilTakenFrom = (pid: number) =>
    eventually('another holds its slots', holders, (pids) => pids.length > 0 && !pids.includes(pid), {
      timeoutMs: leaseMs + 5_000,
      pauseMs: 50,
    });

  it('shows the first event that the front door takes in the profile', async () => {
    await load.tell('first', 1);
    await load.expectKept();
    expect(await load.request('/health/ready')).toMatchObject({ status: 200 });
    expect(await load.request('/internal/marks')).toMatchObject({ status: 404 });
  });

  it('shows by the command line, through the front door, what runs, how far it is, and who keeps read models', async () => {
    const asked = ['--url', scaled.url, '--api-key', scaled.credentials.apiKey];
    const say = (command: string) =>
      new Promise<string>((done) =>
        execFile(process.execPath, [cli, command, ...asked], (_, out, err) => done(out + err)),
      );
    const status = await say('status');
    expect(status).toMatch(/^Touchstone is ready\.$/m);
    expect(status).toMatch(/^projections +ok +1 ready$/m);
    expect(status).toMatch(/^customer-profile 3 +(level|behind)$/m);
    const pid = scaled.replicas().find(({ app }) => app === 'projections')?.pid;
    expect(await say('doctor')).toMatch(new RegExp(`^\\S+/${pid}/\\S+ +\\S+ +[1-9]\\d*$`, 'm'));
  }, 60_000);

  it('lets services ask each other with a key that may read, and nothing else', async () => {
    const { SERVICE_API_KEY: key } = parseEnv(await readFile(join(folder, 'secrets.env'), 'utf8'));
    const marks = `${scaled.addresses.get('customer-repository')}/internal/marks`;
    const ask = async (url: string, headers: Record<string, string>) => (await fetch(url, { headers })).status;
    const inside = { authorization: `Bearer ${key}` };
    expect(await ask(marks, {})).toBe(401);
    expect(await ask(marks, inside)).toBe(200);
    expect(await ask(`${scaled.url}/admin/sources`, inside)).toBe(403);
    // What query-api and gateway do with it: wait for an event, and say what became of it.
    const { url, credentials } = scaled;
    const write = { authorization: `Basic ${Buffer.from(`${credentials.writeKey}:`).toString('base64')}` };
    const body = JSON.stringify({ batch: [{ type: 'track', userId: 'waits', event: 'Seen', messageId: 'waits-1' }] });
    const accepted = await fetch(`${url}/v1/batch`, { method: 'POST', headers: write, body });
    const token = accepted.headers.get('touchstone-position') as string;
    const read = { authorization: `Bearer ${credentials.apiKey}`, 'touchstone-wait-for': token };
    const waited = await eventually(
      'the read shows the event',
      () => ask(`${url}/customers?identifier=user_id:waits`, read),
      (status) => status === 200,
    );
    expect(waited).toBe(200);
    expect(await ask(`${url}/v1/receipts`, write)).toBe(200);
    others += 1;
  });

  it('goes from one process of each kind to four to two under load; no request fails, nothing is lost or doubled', async () => {
    const seen = await load.during(async () => {
      for (const count of [4, 2]) {
        await Promise.all(scalable.map((app) => scaled.scale(app, count)));
        expect(scalable.map(countOf)).toEqual(scalable.map(() => count));
        const { held } = await untilShared();
        expect(Math.min(...held)).toBeGreaterThan(0);
      }
    });
    load.expectNoneFailed(seen);
    await load.expectKept(others);
    await load.expectSold();
  });

  it('restarts every app under load without one failed request, also when a stranger stops a process', async () => {
    const before = new Set(Object.values(scaled.pids()));
    const seen = await load.during(async () => {
      await Promise.all(scalable.map((app) => scaled.restart(app)));
      // The front door hears of this one by its readiness only.
      for (const name of ['touchpoint-gateway-1', 'query-api-1', 'sales-automation-1']) {
        const pid = scaled.pids()[name];
        scaled.kill(name, 'SIGTERM');
        await eventually(
          `${name} came back`,
          () => scaled.replicas().find((replica) => replica.name === name),
          (replica) => replica?.state === 'ready' && replica.pid !== pid,
        );
      }
    });
    load.expectNoneFailed(seen);
    expect(scaled.replicas().filter(({ pid }) => before.has(pid))).toEqual([]);
    await load.expectKept(others);
    await load.expectSold();
  });

  it('gives the slots of a killed process to another within the lease and 5 s', async () => {
    const holder = await aHolder();
    scaled.kill(holder.name);
    await untilTakenFrom(holder.pid);
    await load.tell('taken-over');
    await load.expectKept(others);
  });

  it('refuses what a process that stood still beyond its lease would still write', async () => {
    const holder = await aHolder();
    await load.during(async () => {
      scaled.kill(holder.name, 'SIGSTOP');
      await untilTakenFrom(holder.pid);
      process.kill(holder.pid, 'SIGCONT');
      await eventually(
        'it says that it lost them',
        () => readFile(join(folder, `logs/${holder.name}.log`), 'utf8'),
        (log) => log.split('\n').some((line) => line.includes('"kind":"lost"')),
        { pauseMs: 100 },
      );
    });
    await load.expectKept(others);
  });

  it('takes a lead to the won deal of a customer; what was killed in the middle and repeated is in the log once', async () => {
    const { opportunityId, email, position } = await sell(scaled.url, scaled.credentials.apiKey, async () => {
      await untilUnderWay(scaled.servers.log);
      for (const { app, name } of scaled.replicas()) if (app === 'sales-automation') scaled.kill(name);
    });
    const captured = load.leads.length + (factsOfSale['sales.lead.captured'] as number);
    expect(await factsOfSales(scaled.servers.log)).toEqual({ ...factsOfSale, 'sales.lead.captured': captured });
    const shown = <Body>(path: string) => load.request<Body>(path, { 'touchstone-wait-for': position });
    const [customer] = await customersOf(shown, `email:${email}`);
    expect((await shown(`/customers/${customer?.id}`)).body).toMatchObject({
      sales: { owner: { person: 'ana' }, openDeals: { count: 0 }, lastContact: { by: 'ana', kind: 'call' } },
    });
    const types = (await timelineOf(shown, customer?.id as string)).map(({ type }) => type);
    for (const type of ['sales.opportunity.won', 'sales.activity.done'])
      expect(types.filter((one) => one === type)).toHaveLength(factsOfSale[type] as number);
    expect(await shown('/sales/opportunities?status=won')).toMatchObject({ body: { items: [{ id: opportunityId }] } });
  });
});
