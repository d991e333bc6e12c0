import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller';
import { ActivitiesController } from './activities/activities.controller';
import { AssignmentRulesController } from './assignment-rules/assignment-rules.controller';
import { BulkController } from './bulk/bulk.controller';
import type { Commands } from './commands/command-handler';
import { commandsToken } from './commands/command-route.interceptor';
import { ContactsController } from './contacts/contacts.controller';
import { HandoffsController } from './handoffs/handoffs.controller';
import { DocumentsController, sellerToken } from './documents/documents.controller';
import type { Seller } from './documents/seller';
import { LeadsController } from './leads/leads.controller';
import { OpportunitiesController } from './opportunities/opportunities.controller';
import { PipelinesController } from './pipelines/pipelines.controller';
import { QuotasController } from './quotas/quotas.controller';
import { RateTablesController } from './rate-tables/rate-tables.controller';
import { OrdersController } from './orders/orders.controller';
import { PriceListsController } from './price-lists/price-lists.controller';
import { catalogueToken, type CatalogueReader } from './prices/catalogue-reader';
import { PricesController } from './prices/prices.controller';
import { OwnershipController } from './ownership/ownership.controller';
import { ProductsController } from './products/products.controller';
import { QuotesController } from './quotes/quotes.controller';
import { TaxTablesController } from './tax-tables/tax-tables.controller';
import { TermsController } from './terms/terms.controller';
import { reassignmentParts, ReassignmentsController } from './reassignments/reassignments.controller';
import type { ReassignmentParts } from './reassignments/reassignments.controller';
import { TeamsController } from './teams/teams.controller';
import { TerritoriesController } from './territories/territories.controller';

@Module({
  controllers: [
    LeadsController,
    AssignmentRulesController,
    ContactsController,
    AccountsController,
    ActivitiesController,
    HandoffsController,
    TeamsController,
    TerritoriesController,
    ReassignmentsController,
    ProductsController,
    PriceListsController,
    TermsController,
    TaxTablesController,
    PricesController,
    QuotesController,
    DocumentsController,
    OrdersController,
    PipelinesController,
    OpportunitiesController,
    RateTablesController,
    QuotasController,
    BulkController,
    OwnershipController,
  ],
})
export class SalesModule {
  static of(
    commands: Commands,
    catalogue: CatalogueReader,
    seller: Seller,
    reassignments: ReassignmentParts,
  ): DynamicModule {
    const providers = [
      { provide: commandsToken, useValue: commands },
      { provide: catalogueToken, useValue: catalogue },
      { provide: sellerToken, useValue: seller },
      { provide: reassignmentParts, useValue: reassignments },
    ];
    return { module: SalesModule, providers };
  }
}
