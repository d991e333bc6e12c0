import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { interactionRecorded, touchpointsTopic } from '@touchstone/contracts';
import { postgresEventBus } from '@touchstone/event-bus';
import { eventually, spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { Pool } from 'pg';
import { parse, stringify } from 'yaml';
import { alerts } from './alerts';
import { boards } from './boards';
import { metricsIn } from './metric-names.test-data';
import { promtool, startPrometheus, whyNoPrometheus, type Prometheus } from './prometheus.test-data';
import { slos } from './slos';

const folderOf = resolve(__dirname, '..');
const madeByPrometheus = ['up'];
const pictures = Object.values(boards).flatMap((board) => board.pictures);
const drawn = pictures.flatMap(({ lines }) => lines.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));
const expressions = [
  ...Object.values(alerts).flatMap((group) => group.map(({ expr }) => expr)),
  ...slos.map(({ errors }) => errors('5m')),
  ...drawn,
];

const plantedKey = '0123456789abcdef0123456789abcdef';
/** Below the gateway: an event whose time no worker can read, so that its key is parked. */
const park = async ({ dataDir }: Touchstone): Promise<void> => {
  const folder = join(dataDir, 'postgres-log');
  const port = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[3];
  const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
  const pool = new Pool({ connectionString: `postgres://postgres:${password}@127.0.0.1:${port}/log` });
  pool.on('error', () => {});
  const bus = await postgresEventBus({ pool });
  const { type, schemaVersion } = interactionRecorded;
  const metadata = { source: 'planted', time: 'some day', participants: [`subject:user_id:${plantedKey}`] };
  await bus.publish([
    {
      topic: touchpointsTopic,
      key: plantedKey,
      event: { id: randomUUID(), type, schemaVersion, data: '{}', metadata },
    },
  ]);
  await bus.close();
  await pool.end();
};

describe('what is watched', () => {
  let touchstone: Touchstone;
  const send = (event: string, messageId: string) =>
    touchstone.request('/v1/track', {
      headers: { authorization: `Basic ${Buffer.from(`${touchstone.writeKey}:`).toString('base64')}` },
      body: { userId: 'ann', event, messageId },
    });

  beforeAll(async () => {
    touchstone = await spawnTouchstone();
  });
  afterAll(() => touchstone.stop());

  it('is exposed by the services, each metric of it', async () => {
    const exposed = new Set<string>();
    const text = await (await fetch(`${touchstone.url}/metrics`)).text();
    for (const [, name = '', kind] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
      for (const suffix of kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']) exposed.add(name + suffix);
    const named = new Set(expressions.flatMap(metricsIn).filter((name) => !name.includes(':')));
    expect([...named].filter((name) => !exposed.has(name) && !madeByPrometheus.includes(name))).toEqual([]);
  });

  const why = whyNoPrometheus();
  const describeOrSay = why && process.env['CI'] !== 'true' ? describe.skip : describe;
  describeOrSay(why ? `by Prometheus [${why}]` : 'by Prometheus', () => {
    let folder: string;
    let prometheus: Prometheus;
    const active = async () =>
      (await prometheus.ask<{ alerts: { labels: { alertname: string } }[] }>('alerts')).alerts.map(
        ({ labels }) => labels.alertname,
      );
    const query = (expr: string) =>
      prometheus.ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(expr)}`).then(({ result }) => result);

    beforeAll(async () => {
      if (why) throw new Error(why);
      folder = await mkdtemp(join(tmpdir(), 'touchstone-prometheus-'));
      const config = parse(await readFile(join(folderOf, 'prometheus.local.yml'), 'utf8')) as {
        global: object;
        scrape_configs: { static_configs: object[] }[];
      };
      const rules = (await readFile(join(folderOf, 'rules/touchstone.yml'), 'utf8')).replace(
        'interval: 30s',
        'interval: 1s',
      );
      await writeFile(join(folder, 'rules.yml'), rules);
      config.scrape_configs[0]!.static_configs = [{ targets: [new URL(touchstone.url).host] }];
      const faster = { scrape_interval: '1s', evaluation_interval: '1s' };
      await writeFile(
        join(folder, 'prometheus.yml'),
        stringify({ ...config, global: faster, rule_files: [join(folder, 'rules.yml')] }),
      );
      prometheus = await startPrometheus(join(folder, 'prometheus.yml'), join(folder, 'data'));
    });
    afterAll(async () => {
      await prometheus?.stop();
      if (folder) await rm(folder, { recursive: true });
    });

    it('is written in files that its own checker takes', () => {
      expect(promtool('check', 'rules', join(folderOf, 'rules/touchstone.yml'))).toMatchObject({ code: 0 });
      // Debian's build knows no Kubernetes, so that file is not asked about.
      for (const file of ['prometheus.yml', 'prometheus.local.yml'])
        expect(promtool('check', 'config', '--syntax-only', join(folderOf, file))).toMatchObject({ code: 0 });
    });

    it('alarms nobody while all is well', async () => {
      await send('Seen', 'one');
      await eventually(
        'an event is shown',
        () => query('touchstone_projection_events_total > 0'),
        (rows) => rows.length > 0,
      );
      await eventually(
        'every rule was evaluated',
        () => prometheus.ask<{ groups: { rules: { health: string; lastError?: string }[] }[] }>('rules'),
        ({ groups }) => groups.flatMap(({ rules }) => rules).every(({ health }) => health === 'ok'),
      );
      await eventually('no alert is active', active, (names) => names.length === 0);
    });

    it('draws something in each picture of the overview', async () => {
      for (const expr of drawn) await query(expr);
      const gauges = pictures.filter(({ title }) =>
        ['Parked keys', 'Replicas that answer', 'Lag of each stage'].includes(title),
      );
      for (const { lines } of gauges)
        for (const { expr } of lines) expect({ expr, rows: await query(expr) }).not.toMatchObject({ rows: [] });
    });

    it('alarms for a parked key and for a conflict', async () => {
      await park(touchstone);
      await send('Changed', 'one');
      await eventually('both are active', active, (names) =>
        ['TouchstoneParkedKeys', 'TouchstoneConflicts'].every((name) => names.includes(name)),
      );
    });

    it('alarms when nobody answers any more', async () => {
      await touchstone.service.kill('SIGKILL');
      await eventually('it is active', active, (names) => names.includes('TouchstoneDown'));
    });
  });
});
