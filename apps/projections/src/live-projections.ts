import type { Projection } from '@touchstone/subscriptions';
import { activityProjection } from './activity/activity';
import { customerIdentityProjection } from './customer-identity/customer-identity';
import { customerProfileProjection } from './customer-profile/customer-profile';
import { customerSalesProjection } from './customer-sales/customer-sales';
import { customerTimelineProjection } from './customer-timeline/customer-timeline';
import { orderProjection } from './order/order';
import { quotaAttainmentProjection } from './quota-attainment/quota-attainment';
import { quoteProjection } from './quote/quote';
import { salesCatalogueProjection } from './sales-catalogue/sales-catalogue';
import { salesForecastProjection } from './sales-forecast/sales-forecast';
import { salesOrganisationProjection } from './sales-organisation/sales-organisation';
import { salesPipelineProjection } from './sales-pipeline/sales-pipeline';
import { salesRecordsProjection } from './sales-records/sales-records';
import { salesTeamsProjection } from './sales-teams/sales-teams';
import type { IdentityOf } from './facts/identifiers';

export type Department = 'sales';

/** Every read model of customers that this process keeps. A new one is a folder, and a line here. */
export const liveProjections = (identityOf: IdentityOf): Projection[] => [
  customerProfileProjection(identityOf),
  customerTimelineProjection,
  customerIdentityProjection(identityOf),
  customerSalesProjection,
];

/** Read models that follow a department's own store, by its name. */
export const departmentProjections: Readonly<Record<Department, readonly Projection[]>> = {
  sales: [
    salesRecordsProjection,
    activityProjection,
    salesPipelineProjection,
    salesForecastProjection,
    quotaAttainmentProjection,
    quoteProjection,
    orderProjection,
    salesTeamsProjection,
    salesCatalogueProjection,
    salesOrganisationProjection,
  ],
};
