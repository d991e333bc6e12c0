/** One database as a service sees it. */
export interface DatabaseDiagnosis {
  readonly ok: boolean;
  /** Code or class of the error where it does not answer. */
  readonly reason?: string;
  /** Clock of the database minus that of the service. */
  readonly clockSkewMs?: number;
  /** Of the service's own pool: open, idle among them, callers that wait for one, and how many it may open. */
  readonly connections: {
    readonly open: number;
    readonly idle: number;
    readonly waiting: number;
    readonly most: number;
  };
}

/** What a service says about itself and what it rests on. */
export interface ServiceDiagnosis {
  readonly service: string;
  readonly release: string;
  readonly node: string;
  /** ISO times by the clock of the service. */
  readonly now: string;
  readonly startedAt: string;
  readonly residentBytes: number;
  /** By name: log, keys, read. */
  readonly databases: Readonly<Record<string, DatabaseDiagnosis>>;
}

/** What a process answers on /internal/diagnosis (role admin, or from its own machine). */
export interface Diagnosis {
  readonly services: readonly ServiceDiagnosis[];
}
