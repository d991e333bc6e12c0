import type { AccessPool } from '../access/access-schema.tables';
import type { RejectionParts } from '../access/rejection-box';
import type { IngestParts } from '../ingest/ingest';

/** What the controllers work with. */
export interface AdminParts {
  readonly pool: AccessPool;
  readonly rejections: RejectionParts;
  /** For what is sent again through the gateway. */
  readonly ingesting: Pick<IngestParts, 'identify' | 'digest' | 'eventId' | 'newId' | 'codec' | 'bus'>;
}
export const adminParts = Symbol('adminParts');
