import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { apps } from '@touchstone/topology';
import { stringify } from 'yaml';
import { promtool, whyNoPrometheus } from './prometheus.test-data';

const rules = resolve(__dirname, '../rules/touchstone.yml');
const minutes = '1x20';
const up = (job: string) => ({ series: `up{job="${job}",instance="${job}:1"}`, values: minutes });
const jobs = apps.map(({ name }) => `touchstone-${name}`);
const slots = { series: 'touchstone_projection_slots{projection="customer-profile",instance="a"}', values: '4x20' };
const lag = (slot: number) => ({
  series: `touchstone_projection_lag_seconds{projection="customer-profile",slot="${slot}",instance="${slot % 2}"}`,
  values: '0x20',
});

const why = whyNoPrometheus();
const describeOrSay = why && process.env['CI'] !== 'true' ? describe.skip : describe;
describeOrSay(why ? `alerts [${why}]` : 'alerts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-rules-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Labels with which an alert fires after ten minutes of the series, as Prometheus' own rule tester counts. */
  const fires = async (alertname: string, series: readonly object[], expected: readonly string[]) => {
    const test = {
      interval: '1m',
      input_series: series,
      promql_expr_test: [
        {
          expr: `count by (job, projection) (ALERTS{alertname="${alertname}",alertstate="firing"})`,
          eval_time: '10m',
          exp_samples: expected.map((labels) => ({ labels, value: 1 })),
        },
      ],
    };
    const file = join(folder, `${alertname}.yml`);
    await writeFile(file, stringify({ rule_files: [rules], evaluation_interval: '1m', tests: [test] }));
    expect(promtool('test', 'rules', file)).toMatchObject({ code: 0 });
  };

  it('fire for a service of which nobody is left, though it has no series any more', async () => {
    await fires('TouchstoneGone', jobs.slice(1).map(up), [`{job="${jobs[0]}"}`]);
    await fires('TouchstoneDown', jobs.slice(1).map(up), []);
    await fires('TouchstoneGone', jobs.map(up), []);
  });

  it('do not miss services where one process is all of them', () => fires('TouchstoneGone', [up('touchstone')], []));

  it('fire for a slot that nobody keeps while others are kept', async () => {
    await fires('TouchstoneSlotNotHeld', [slots, lag(0), lag(1), lag(3)], ['{projection="customer-profile"}']);
    await fires('TouchstoneSlotNotHeld', [slots, ...[0, 1, 2, 3].map(lag)], []);
  });
});
