import type { Api } from './api.client';
import type { Printer } from './show';

/** What a command works with, made from the options that every command takes. */
export interface Context {
  readonly api: Api;
  readonly print: Printer;
}

/** Runs a command's work with its context. */
export type Run = (work: (context: Context) => Promise<void>) => Promise<void>;
