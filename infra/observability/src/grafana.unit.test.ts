import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

const folder = resolve(__dirname, '..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));

// Formats are times of day and addresses in parts of a dashboard that ours do not have.
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const schemaOf = (name: string, definition?: string): ValidateFunction => {
  const schema = read(`schemas/${name}.jsonschema.json`) as object;
  return ajv.compile(definition === undefined ? schema : { ...schema, $ref: `#/definitions/${definition}` });
};

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly options: unknown;
  readonly fieldConfig: { readonly defaults: { readonly custom?: unknown } };
  readonly targets: readonly { readonly refId: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
}

const dashboard = schemaOf('dashboard');
const query = schemaOf('prometheus');
// A dashboard leaves these open: each kind of panel has its own.
const options: Readonly<Record<string, ValidateFunction>> = {
  stat: schemaOf('stat', 'Options'),
  timeseries: schemaOf('timeseries', 'Options'),
};
const lines = schemaOf('timeseries', 'FieldConfig');

const faultsOf = (validate: ValidateFunction | undefined, value: unknown): string[] => {
  if (!validate) return ['there is no schema for it'];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const faults = (board: Dashboard): string[] => [
  ...faultsOf(dashboard, board),
  ...board.panels.flatMap(({ title, type, options: given, fieldConfig, targets }) =>
    [
      ...faultsOf(options[type], given),
      ...(type === 'timeseries' ? faultsOf(lines, fieldConfig.defaults.custom) : []),
      ...targets.flatMap((target) => faultsOf(query, target)),
    ].map((fault) => `${title}: ${fault}`),
  ),
];

/** Cells of the grid that more than one panel covers, or that lie outside of its 24 columns. */
const misplaced = ({ panels }: Dashboard): string[] => {
  const taken = new Set<string>();
  return panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
    const cells = Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`);
    const isBad = x + w > 24 || cells.some((cell) => taken.has(cell));
    for (const cell of cells) taken.add(cell);
    return isBad ? [title] : [];
  });
};

const files = readdirSync(join(folder, 'dashboards'));
const boardOf = (file: string): Dashboard => read(`dashboards/${file}`) as Dashboard;

describe('the dashboards', () => {
  it.each(files)('%s is one by the schemas of Grafana, each panel in a place of its own', (file) => {
    const board = boardOf(file);
    expect(faults(board)).toEqual([]);
    expect(misplaced(board)).toEqual([]);
    expect(
      board.panels.filter(({ targets }) => new Set(targets.map(({ refId }) => refId)).size < targets.length),
    ).toEqual([]);
  });

  it('have an address each', () => {
    expect(new Set(files.map((file) => boardOf(file).uid)).size).toBe(files.length);
  });

  const [first] = boardOf('overview.json').panels.filter(({ type }) => type === 'timeseries') as [Panel];
  it.each<[string, Partial<Panel> | { refresh: number }]>([
    ['its own fields', { refresh: 30 }],
    ['a kind of panel', { type: 'timeline' }],
    ['an option of a panel', { options: { ...(first.options as object), legend: 'below' } }],
    ['how lines are drawn', { fieldConfig: { defaults: { custom: { fillOpacity: 'little' } } } }],
    ['a query', { targets: [{ ...first.targets[0], expression: 'up' } as Panel['targets'][number]] }],
  ])('would not be with a mistake in %s', (_, mistake) => {
    const board = boardOf('overview.json');
    const changed = 'refresh' in mistake ? { ...board, ...mistake } : { ...board, panels: [{ ...first, ...mistake }] };
    expect(faults(changed)).not.toEqual([]);
  });

  it('would not be with a panel upon another', () => {
    expect(misplaced({ uid: 'one', panels: [first, { ...first, title: 'the other' }] })).toEqual(['the other']);
  });
});
