import type { Misfit } from './misfit';

/** Whole lines of a file, in order. */
export interface TextBlock {
  /** Without their line feeds. */
  readonly lines: readonly string[];
  /** Number of the first, from 1. */
  readonly firstLine: number;
  /** Lines that are no text, by their place in `lines`. */
  readonly misfits: ReadonlyMap<number, Misfit>;
}

/** A line, and a quoted record of several lines, may have so many bytes (or characters, where they are decoded). */
export const maxRecord = 8 * 1024 * 1024;
