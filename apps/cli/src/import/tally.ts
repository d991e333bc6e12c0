import { Misfit, type Outcome } from './misfit';

/** Lines that do not fit for one reason. */
export interface Reason {
  readonly code: string;
  readonly detail: string;
  readonly count: number;
  /** The first of them. */
  readonly lines: readonly number[];
}

export interface DryRun {
  readonly read: number;
  readonly fits: number;
  readonly reasons: readonly Reason[];
  /** Of the events that fit. */
  readonly earliest?: string;
  readonly latest?: string;
  readonly example?: object;
}

const maxReasons = 200;
const maxLines = 20;

/** Counts by reason in bounded memory: a file cannot have more reasons than the mapping has fields. */
export const tally = () => {
  const reasons = new Map<string, { code: string; detail: string; count: number; lines: number[] }>();
  let read = 0;
  let fits = 0;
  let earliest: string | undefined;
  let latest: string | undefined;
  let example: object | undefined;
  const count = ({ code, detail }: Misfit, line: number): void => {
    const key = reasons.size < maxReasons ? `${code} ${detail}` : code;
    const known = reasons.get(key) ?? { code, detail, count: 0, lines: [] };
    known.count += 1;
    if (known.lines.length < maxLines) known.lines.push(line);
    reasons.set(key, known);
  };
  return {
    add: ({ line, event }: Pick<Outcome, 'line' | 'event'>): void => {
      read += 1;
      if (event instanceof Misfit) return count(event, line);
      fits += 1;
      const time = event['timestamp'] as string | undefined;
      if (time !== undefined && (earliest === undefined || time < earliest)) earliest = time;
      if (time !== undefined && (latest === undefined || time > latest)) latest = time;
      example ??= event;
    },
    result: (): DryRun => ({
      read,
      fits,
      reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
      ...(earliest !== undefined && { earliest }),
      ...(latest !== undefined && { latest }),
      ...(example && { example }),
    }),
  };
};

export const linesText = ({ count, lines }: Pick<Reason, 'count' | 'lines'>): string =>
  `line${count > 1 ? 's' : ''} ${lines.join(', ')}${count > lines.length ? `, and ${count - lines.length} more` : ''}`;

const reasonText = (reason: Reason): string =>
  `  ${reason.count} ${reason.code}: ${reason.detail}\n    ${linesText(reason)}`;

export const dryRunText = ({ read, fits, reasons, earliest, latest, example }: DryRun): string =>
  [
    `${read} lines read, ${fits} fit, ${read - fits} do not. Nothing was sent.`,
    ...reasons.map(reasonText),
    ...(earliest === undefined ? [] : [`times from ${earliest} to ${latest}`]),
    ...(example ? [`the first event:\n${JSON.stringify(example, null, 2)}`] : []),
  ].join('\n');
