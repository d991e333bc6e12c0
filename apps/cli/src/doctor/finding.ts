export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly what: string;
  /** What to do, with the exact command where there is one. */
  readonly remedy: string;
}

export const touchstone = 'npm run --silent touchstone --';
export const seconds = (ms: number): string => `${(Math.abs(ms) / 1000).toFixed(1)} s`;

export const error = (what: string, remedy: string): Finding => ({ severity: 'error', what, remedy });
export const warning = (what: string, remedy: string): Finding => ({ severity: 'warning', what, remedy });
