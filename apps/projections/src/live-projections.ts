import type { Projection } from '@touchstone/subscriptions';
import { customerIdentityProjection } from './customer-identity/customer-identity';
import { customerProfileProjection } from './customer-profile/customer-profile';
import { customerTimelineProjection } from './customer-timeline/customer-timeline';
import type { IdentityOf } from './facts/identifiers';

/** Every read model that this process keeps. A new one is a folder, and a line here. */
export const liveProjections = (identityOf: IdentityOf): Projection[] => [
  customerProfileProjection(identityOf),
  customerTimelineProjection,
  customerIdentityProjection(identityOf),
];
