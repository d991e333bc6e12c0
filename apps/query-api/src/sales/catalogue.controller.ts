import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { RequireRole } from '@touchstone/service-host';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { salesProjections } from '../reading/sales-reads';
import { sourcesToken, type Sources } from '../reading/sources';
import { PriceListsQuery, ProductsQuery, TaxTablesQuery, TermsQuery } from './catalogue.body';
import { recordPage } from './record-page';

const { catalogue } = salesProjections;
const times = { from: 'time', publishedAt: 'time' } as const;

/** A day means its end, so that what begins on it is in force. */
const momentOf = <Asked extends { readonly on?: string | undefined }>({ on, ...asked }: Asked) => ({
  ...asked,
  on: on?.length === 10 ? `${on}T23:59:59.999Z` : on,
});

/** Lists of what is sold, at which prices and on which terms: nobody's records, so everybody in sales sees them all. */
@Controller('sales')
@RequireRole('rep', 'analyst')
export class CatalogueController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('products')
  @RestsOn(catalogue)
  @Header('content-type', jsonType)
  @Answers('listProducts', 'Products with the latest version of their specification', 'ProductPage')
  products(@Query() query: ProductsQuery): Promise<string> {
    return recordPage(query, {
      list: 'products',
      kinds: { sku: 'string', introducedAt: 'time', changedAt: 'time' },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.catalogue.products(db, asked, ...page)),
    });
  }

  @Get('price-lists')
  @RestsOn(catalogue)
  @Header('content-type', jsonType)
  @Answers('listPriceLists', 'Versions of price lists, with when and for whom they hold', 'PriceListPage')
  priceLists(@Query() query: PriceListsQuery): Promise<string> {
    return recordPage(query, {
      list: 'price-lists',
      kinds: { code: 'string', ...times },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.catalogue.priceLists(db, momentOf(asked), ...page)),
    });
  }

  @Get('terms')
  @RestsOn(catalogue)
  @Header('content-type', jsonType)
  @Answers('listTerms', 'Versions of the terms of sale', 'TermsPage')
  terms(@Query() query: TermsQuery): Promise<string> {
    return recordPage(query, {
      list: 'terms',
      kinds: { code: 'string', ...times },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.catalogue.terms(db, momentOf(asked), ...page)),
    });
  }

  @Get('tax-tables')
  @RestsOn(catalogue)
  @Header('content-type', jsonType)
  @Answers('listTaxTables', 'Versions of the tax rates of each jurisdiction', 'TaxTablePage')
  taxTables(@Query() query: TaxTablesQuery): Promise<string> {
    return recordPage(query, {
      list: 'tax-tables',
      kinds: { jurisdiction: 'string', ...times },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.catalogue.taxTables(db, momentOf(asked), ...page)),
    });
  }
}
