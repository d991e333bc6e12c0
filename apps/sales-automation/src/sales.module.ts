import { Module, type DynamicModule } from '@nestjs/common';
import type { Commands } from './commands/command-handler';
import { commandsToken } from './commands/command-route.interceptor';
import { LeadsController } from './leads/leads.controller';
import { OrdersController } from './orders/orders.controller';
import { PriceListsController } from './price-lists/price-lists.controller';
import { catalogueToken, type CatalogueReader } from './prices/catalogue-reader';
import { PricesController } from './prices/prices.controller';
import { ProductsController } from './products/products.controller';
import { QuotesController } from './quotes/quotes.controller';
import { TaxTablesController } from './tax-tables/tax-tables.controller';
import { TermsController } from './terms/terms.controller';

@Module({
  controllers: [
    LeadsController,
    ProductsController,
    PriceListsController,
    TermsController,
    TaxTablesController,
    PricesController,
    QuotesController,
    OrdersController,
  ],
})
export class SalesModule {
  static of(commands: Commands, catalogue: CatalogueReader): DynamicModule {
    return {
      module: SalesModule,
      providers: [
        { provide: commandsToken, useValue: commands },
        { provide: catalogueToken, useValue: catalogue },
      ],
    };
  }
}
