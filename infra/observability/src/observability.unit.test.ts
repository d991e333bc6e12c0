import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { alerts, runbookOf } from './alerts';
import { boards } from './boards';
import { generated } from './generated';
import { metricsIn } from './metric-names.test-data';

const root = resolve(__dirname, '../../..');
const fileAt = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const everyAlert = Object.values(alerts).flat();

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: { readonly runbook: string };
}
const rules = (
  parse(fileAt('infra/observability/rules/touchstone.yml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);

describe('what is generated from the tables', () => {
  it.each(Object.keys(generated()))('%s is as the tables say (npm run observability writes it again)', (path) => {
    expect(fileAt(path)).toBe(generated()[path]);
  });

  it('leaves no dashboard over', () => {
    expect(readdirSync(resolve(root, 'infra/observability/dashboards')).sort()).toEqual(
      Object.keys(boards)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });
});

describe('the parser of expressions', () => {
  it('finds what an expression names, and refuses what is none', () => {
    expect(metricsIn('sum by (le) (rate(a_bucket{job="b"}[5m])) > on (job) c:d:e or absent(f)')).toEqual([
      'a_bucket',
      'c:d:e',
      'f',
    ]);
    expect(() => metricsIn('sum(rate(a[5m]')).toThrow('sum(rate(a[5m]');
  });
});

describe('the rules', () => {
  it('are PromQL, and use no recorded name that no rule records', () => {
    const recorded = rules.flatMap(({ record }) => record ?? []);
    const used = rules.flatMap(({ expr }) => metricsIn(expr)).filter((name) => name.includes(':'));
    expect(used.filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it('have names that are unique', () => {
    expect(new Set(everyAlert.map(({ name }) => name)).size).toBe(everyAlert.length);
  });

  it('burn a budget in two windows at once', () => {
    const [fast] = everyAlert.filter(({ name }) => name === 'TouchstoneSloIngestBurnsFast');
    expect(fast?.expr).toContain(
      '(touchstone:slo_errors:ratio_rate1h{slo="ingest"} > 0.0144 and touchstone:slo_errors:ratio_rate5m{slo="ingest"} > 0.0144)',
    );
  });
});

describe('the dashboards', () => {
  it.each(Object.entries(boards))('%s draws PromQL', (_, { pictures }) => {
    const expressions = pictures.flatMap((picture) => picture.lines.map(({ expr }) => expr));
    for (const expr of expressions) expect(metricsIn(expr.replaceAll('$__rate_interval', '1m'))).not.toEqual([]);
    expect(new Set(pictures.map(({ title }) => title)).size).toBe(pictures.length);
  });
});

describe('the runbooks', () => {
  it.each(everyAlert.map(({ name }) => name))(
    '%s has its page, which says what it means, how to look, what to do',
    (name) => {
      const path = runbookOf(name);
      expect(existsSync(resolve(root, path))).toBe(true);
      const text = fileAt(path);
      expect(text.split('\n')[0]).toBe(`# ${name}`);
      expect([...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
        'What it means',
        'How to look',
        'What to do',
      ]);
      expect(rules.find(({ alert }) => alert === name)?.annotations?.runbook).toBe(path);
    },
  );

  it('have no page over, and an index that names each', () => {
    const pages = everyAlert.map(({ name }) => runbookOf(name).split('/').pop() as string);
    expect(readdirSync(resolve(root, 'docs/runbooks')).sort()).toEqual([...pages, 'README.md'].sort());
    const index = fileAt('docs/runbooks/README.md');
    expect(pages.filter((page) => !index.includes(`(${page})`))).toEqual([]);
  });
});
