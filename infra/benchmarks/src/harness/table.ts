import type { Figures, Measured } from './row';

const whole = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');
const ms = (value: number | undefined): string =>
  value === undefined ? '' : value < 10 ? value.toFixed(2) : whole(value);
const micros = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(value < 10 ? 1 : 0));

const rate = ({ perSecond, range }: Figures, unit: string): string => {
  if (perSecond === undefined) return '';
  return `${whole(perSecond)} ${unit}${range ? ` (${range.map(whole).join(' - ')})` : ''}`;
};

const ratioOf = ({ ratio, target }: Figures): string => {
  if (ratio === undefined) return '';
  const text = `${ratio.toFixed(2)}x`;
  if (target === undefined) return text;
  return ratio >= target ? `${text} (target ${target}x)` : `**${text}, target ${target}x missed**`;
};

const p99Of = ({ p99, p99Target }: Figures): string => {
  if (p99 === undefined || p99Target === undefined) return ms(p99);
  return p99 < p99Target ? `${ms(p99)} (target ${ms(p99Target)})` : `**${ms(p99)}, target ${ms(p99Target)} missed**`;
};

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = [
  'row',
  'contender',
  'per second (slowest - fastest round)',
  'ours / it',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'CPU us each: bench',
  'servers',
];

export const asMarkdown = (measured: readonly Measured[]): string => {
  const rows = measured.flatMap(({ name, unit, contenders }) =>
    contenders.map((figures, index) =>
      line([
        index === 0 ? name : '',
        figures.name,
        rate(figures, unit),
        ratioOf(figures),
        ms(figures.p50),
        ms(figures.p95),
        p99Of(figures),
        micros(figures.clientCpu),
        micros(figures.serverCpu),
      ]),
    ),
  );
  const notes = measured.map(({ name, what, notes }) => [`- \`${name}\`: ${what}`, ...notes].join(' '));
  return [line(head), line(head.map(() => '---')), ...rows, '', ...notes].join('\n');
};
