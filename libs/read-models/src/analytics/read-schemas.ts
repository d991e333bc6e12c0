import { activityModel } from '../activity/model';
import { customerIdentity } from '../customer-identity/model';
import { customerProfile } from '../customer-profile/model';
import { customerSales } from '../customer-sales/model';
import { customerTimeline } from '../customer-timeline/model';
import { orderModel } from '../order/model';
import { quotaAttainment } from '../quota-attainment/model';
import { quoteModel } from '../quote/model';
import type { ReadModel } from '../read-model';
import { salesCatalogue } from '../sales-catalogue/model';
import { salesForecast } from '../sales-forecast/model';
import { salesOrganisation } from '../sales-organisation/model';
import { salesPipeline } from '../sales-pipeline/model';
import { salesRecords } from '../sales-records/model';
import { salesTeams } from '../sales-teams/model';
import type { ReadSchemas } from './view';

const models = {
  profile: customerProfile,
  timeline: customerTimeline,
  identity: customerIdentity,
  customerSales,
  records: salesRecords,
  activity: activityModel,
  pipeline: salesPipeline,
  forecast: salesForecast,
  attainment: quotaAttainment,
  quote: quoteModel,
  order: orderModel,
  catalogue: salesCatalogue,
  teams: salesTeams,
  organisation: salesOrganisation,
} satisfies Record<keyof ReadSchemas, ReadModel>;

export const readModels: readonly (readonly [keyof ReadSchemas, ReadModel])[] = Object.entries(models) as [
  keyof ReadSchemas,
  ReadModel,
][];

export const schemasBy = (schemaOfModel: (model: ReadModel) => string): ReadSchemas =>
  Object.fromEntries(readModels.map(([name, model]) => [name, schemaOfModel(model)])) as unknown as ReadSchemas;

/** Those of this code's versions. */
export const currentSchemas: ReadSchemas = schemasBy(({ schema }) => schema);
