import { salesCatalogue } from '@touchstone/read-models';
import { tablesProjection } from '../sales-facts/tables-projection.tables';
import { priceListTables, priceListTypes } from './price-lists.tables';
import { productTables, productTypes } from './products.tables';
import { taxTableTables, taxTableTypes } from './tax-tables.tables';
import { termsTables, termsTypes } from './terms.tables';

/** What is sold, at which prices, on which terms, with which taxes: every version of each. */
export const salesCatalogueProjection = tablesProjection(
  salesCatalogue,
  [...productTypes, ...priceListTypes, ...termsTypes, ...taxTableTypes],
  [productTables, priceListTables, termsTables, taxTableTables],
);
