import type { Identify } from '@touchstone/personal-data';
import type { Position } from '@touchstone/event-store';
import type { Owners } from '../freshness/owners';
import type { Freshness } from '../freshness/freshness.worker';
import type { ReadModels } from './read-models.tables';

/** What the routes answer from. */
export interface Sources {
  readonly readModels: ReadModels;
  readonly freshness: Freshness;
  readonly owners: Owners;
  readonly identify: Identify;
  /** The store's watermark as it stood at `time`. */
  readonly positionAt: (time: Date) => Promise<Position>;
}
export const sourcesToken = Symbol('sources');
