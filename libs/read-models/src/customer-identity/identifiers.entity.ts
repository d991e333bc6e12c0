import { identifiers as ofProfile } from '../identifiers.entity';
import { table } from '../table';

/** Here they are also found by value. */
export const identifiers = table({
  ...ofProfile,
  indices: [...ofProfile.indices, { name: 'identifiers_value', columns: ['value', 'type'] }],
});
