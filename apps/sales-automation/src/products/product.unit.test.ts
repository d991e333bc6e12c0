import { productDiscontinued, productIntroduced, productSpecified } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { discontinueProduct } from './discontinue-product';
import { introduceProduct } from './introduce-product';
import { products } from './product';
import { specifyProduct } from './specify-product';

const [now, by] = ['2026-03-02T09:00:00.000Z', 'cleo'];
const given = scenario(products, { now, by });
const productId = '0190f3c4-0000-7000-8000-000000000202';
const weak = { name: { en: 'Pump' }, unit: 'piece', taxClass: 'standard', attributes: { power: '250 W' } };
const strong = { ...weak, attributes: { power: '300 W' } };
const introduced = productIntroduced({
  ...{ productId, sku: 'P-1', specification: { ...weak, version: 1 }, by, introducedAt: now },
});
const specified = productSpecified({ productId, specification: { ...strong, version: 2 }, by, specifiedAt: now });
const discontinued = productDiscontinued({ productId, by, discontinuedAt: now });

describe('a product', () => {
  it('is introduced once', () => {
    const introduce = introduceProduct({ productId, sku: 'P-1', specification: weak });
    given().when(introduce).then(introduced);
    given(introduced).when(introduce).thenNothing();
  });
  it('has a new version of its specification for a change, and none for the same', () => {
    given(introduced).when(specifyProduct(strong)).then(specified);
    given(introduced).when(specifyProduct(weak)).thenNothing();
    given(introduced, specified).when(specifyProduct(strong)).thenNothing();
    given(introduced, specified)
      .when(specifyProduct(weak))
      .then(productSpecified({ productId, specification: { ...weak, version: 3 }, by, specifiedAt: now }));
  });
  it('is discontinued once, and specified no more', () => {
    given(introduced).when(discontinueProduct).then(discontinued);
    given(introduced, discontinued).when(discontinueProduct).thenNothing();
    given(introduced, discontinued)
      .when(specifyProduct(strong))
      .thenBreaks({ rule: 'product-discontinued', field: '/status', status: 409 });
    given().when(specifyProduct(strong)).thenBreaks({ rule: 'product-discontinued' });
  });
});
