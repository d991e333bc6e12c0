import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { salesCatalogueMigrations } from './migrations';
import { listedPrices, priceLists } from './price-lists.entity';
import { products, productSpecifications } from './products.entity';
import { taxTables } from './tax-tables.entity';
import { salesTerms } from './terms.entity';

export const salesCatalogue = readModel('sales-catalogue', 1, salesCatalogueMigrations, [
  products,
  productSpecifications,
  priceLists,
  listedPrices,
  salesTerms,
  taxTables,
  incompleteIdentities,
]);
