import type { AccessPool } from '../access/access-schema.tables';
import type { RejectionParts } from '../access/rejection-box';

/** What the controllers work with. */
export interface AdminParts {
  readonly pool: AccessPool;
  readonly rejections: RejectionParts;
}
export const adminParts = Symbol('adminParts');
