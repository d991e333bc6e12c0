import { Module, type DynamicModule } from '@nestjs/common';
import { CustomersController } from './customers/customers.controller';
import { StatusController } from './freshness/status.controller';
import { freshnessToken } from './freshness/rests-on.guard';
import { QuarantineController } from './identity/quarantine.controller';
import { ActivitiesController } from './sales/activities.controller';
import { CatalogueController } from './sales/catalogue.controller';
import { OrganisationController } from './sales/organisation.controller';
import { RecordsController } from './sales/records.controller';
import { SalesController } from './sales/sales.controller';
import { SellingController } from './sales/selling.controller';
import { sourcesToken, type Sources } from './reading/sources';

@Module({})
export class QueryApiModule {
  static of(sources: Sources): DynamicModule {
    return {
      module: QueryApiModule,
      controllers: [
        CustomersController,
        QuarantineController,
        SalesController,
        RecordsController,
        SellingController,
        ActivitiesController,
        CatalogueController,
        OrganisationController,
        StatusController,
      ],
      providers: [
        { provide: sourcesToken, useValue: sources },
        { provide: freshnessToken, useValue: sources.freshness },
      ],
    };
  }
}
