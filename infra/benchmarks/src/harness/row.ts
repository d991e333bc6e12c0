/**
 * One row of the table: the same work by several contenders, side by side in one run. A row is one file in `rows/`, exported as a
 * value and named in `rows/all-rows.ts`; `--only append` runs the rows whose name starts with `append`.
 */
export type Row = RoundsRow | OwnPaceRow;

interface About {
  /** `<subject>.<case>`. */
  readonly name: string;
  /** One sentence: what is done, how often, by how many callers. */
  readonly what: string;
  /** What a contender's count counts: `events`, `requests`. */
  readonly unit: string;
}

/** Contenders take turns, round by round. */
export interface RoundsRow extends About {
  open(bench: Bench): Promise<OpenRow>;
}

/** Work that has no rounds of equal length. */
export interface OwnPaceRow extends About {
  measure(bench: Bench, pace: Pace): Promise<Pick<Measured, 'contenders' | 'notes'>>;
}

export interface Pace {
  readonly rounds: number;
  readonly roundMs: number;
  /** How long a rate has to be sustained. */
  readonly windowMs: number;
}

export interface Measured extends About {
  readonly contenders: readonly Figures[];
  readonly notes: readonly string[];
}

export interface Figures {
  readonly name: string;
  readonly perSecond?: number | undefined;
  /** Slowest and fastest round. */
  readonly range?: readonly [number, number];
  readonly p50?: number | undefined;
  readonly p95?: number | undefined;
  readonly p99?: number | undefined;
  /** What p99 has to stay below, ms. */
  readonly p99Target?: number;
  /** Microseconds of CPU per counted unit: this process, the servers. */
  readonly clientCpu?: number | undefined;
  readonly serverCpu?: number | undefined;
  /** Ours / this one; where there are rounds, the median over the rounds. */
  readonly ratio?: number | undefined;
  readonly target?: number | undefined;
}

export interface OpenRow {
  /** The first one is ours; every other one is a yardstick. */
  readonly contenders: readonly Contender[];
  /** Printed below the table: sizes found in the run, figures without a ratio. */
  readonly notes?: () => readonly string[];
  close(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  /** The ratio of ours to this one that is to be reached. */
  readonly target?: number;
  /** Fresh ground for a round, outside the measured time. */
  readonly prepare?: () => Promise<void>;
  /** One round of about `ms` milliseconds. */
  round(ms: number): Promise<Round>;
}

export interface Round {
  /** In the row's unit. */
  readonly count: number;
  /** Of each call, in milliseconds; empty where a call has no meaning. */
  readonly latencies: readonly number[];
}

/** What a row gets: servers with fsync on, in a folder of their own. */
export interface Bench {
  /** An empty database on the measured server. */
  database(): Promise<string>;
  readonly serverPid: number | undefined;
  /** A few hundred events only: shows that the row runs, its figures mean nothing. */
  readonly quick: boolean;
}
