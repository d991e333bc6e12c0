import { priceListPublished, priceListWithdrawn } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { priceBooks } from './price-book';
import { publishPriceList } from './publish-price-list';
import { withdrawPriceList } from './withdraw-price-list';

const [now, by, currency] = ['2026-03-02T09:00:00.000Z', 'cleo', 'EUR'];
const given = scenario(priceBooks, { now, by });
const productId = '0190f3c4-0000-7000-8000-000000000202';
const at = (price: string, minimumQuantity = '0') => ({ productId, price, minimumQuantity });
const retail = { code: 'retail', channels: [], accounts: [], from: now, prices: [at('19.99')] };
const raised = { ...retail, prices: [at('21')] };
const publish = (list: typeof retail, of = currency) => publishPriceList({ currency: of, list });
const published = (list: typeof retail, version: number) =>
  priceListPublished({ currency, list: { ...list, version }, by, publishedAt: now });
const withdrawn = priceListWithdrawn({ currency, code: 'retail', by, withdrawnAt: now });

describe('a price list', () => {
  it('is published version after version, each code by itself', () => {
    given().when(publish(retail)).then(published(retail, 1));
    given(published(retail, 1)).when(publish(raised)).then(published(raised, 2));
    given(published(retail, 1), published(raised, 2)).when(publish(retail)).then(published(retail, 3));
    const own = { ...retail, code: 'own' };
    given(published(retail, 1)).when(publish(own)).then(published(own, 1));
  });
  it('stays quiet when its last version says the same, and comes back after it was withdrawn', () => {
    given(published(retail, 1)).when(publish(retail)).thenNothing();
    given(published(retail, 1), published({ ...retail, code: 'own' }, 1))
      .when(publish(retail))
      .thenNothing();
    given(published(retail, 1), withdrawn).when(publish(retail)).then(published(retail, 2));
  });
  it.each([
    [{ to: now }, 'ends-before-it-begins', '/to'],
    [{ prices: [at('-1')] }, 'negative-amount', '/prices/0'],
    [{ prices: [at('1'), at('1', '-1')] }, 'negative-amount', '/prices/1'],
    [{ prices: [at('1'), at('2')] }, 'price-named-twice', '/prices/1'],
    [{ prices: [at('1', '10'), at('2', '10.0')] }, 'price-named-twice', '/prices/1'],
  ])('is refused with %j', (over, rule, field) =>
    given()
      .when(publish({ ...retail, ...over }))
      .thenBreaks({ rule, field, status: 422 }),
  );
  it('is refused in a currency that does not exist', () =>
    given().when(publish(retail, 'EUX')).thenBreaks({ rule: 'unknown-currency', field: '/currency', status: 422 }));
  it('is withdrawn once', () => {
    given(published(retail, 1)).when(withdrawPriceList('retail')).then(withdrawn);
    given(published(retail, 1), withdrawn).when(withdrawPriceList('retail')).thenNothing();
    const unknown = { rule: 'unknown-price-list', field: '/code', status: 409 } as const;
    given().when(withdrawPriceList('retail')).thenBreaks(unknown);
    given(published(retail, 1)).when(withdrawPriceList('none')).thenBreaks(unknown);
  });
});
