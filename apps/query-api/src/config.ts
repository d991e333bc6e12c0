import type { FreshnessToken, ProjectionMarks, RelayMarks, RepositoryMarks } from '@touchstone/contracts';
import type { Position } from '@touchstone/event-store';

/** Where an owner's marks are: the address of its service, or its own function when it runs in this process. */
export type MarksOf<Marks> = string | ((token?: FreshnessToken) => Promise<Marks>);

export interface QueryApiConfig {
  /** The read database, as a role that cannot write (`ensureReaderRole`). */
  readonly readUrl: string;
  /** The log database: API keys, and the samples of the store's watermark. */
  readonly logUrl: string;
  /** The log in EventStoreDB (esdb://...) instead of the database log. */
  readonly eventStoreUrl?: string | undefined;
  /** Makes identities out of identifiers; the same as the gateway's. */
  readonly pepper: Buffer;
  readonly owners: {
    readonly repository: MarksOf<RepositoryMarks>;
    readonly projections: MarksOf<ProjectionMarks>;
    /** Store of a department -> its service. */
    readonly relays?: Readonly<Record<string, MarksOf<RelayMarks>>>;
  };
  /** API key (analyst or above) with which owners in other places are asked. */
  readonly marksKey?: string | undefined;
  /** The store's watermark at a time; unless given, the store is opened when it is first asked. */
  readonly positionAt?: (time: Date) => Promise<Position>;
  readonly connections?: number;
  /** Share of requests without a traceparent that are traced, from 0 to 1; none unless told. */
  readonly traceRatio?: number;
}
