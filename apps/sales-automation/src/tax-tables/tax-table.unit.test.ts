import { taxTablePublished } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { publishTaxTable } from './publish-tax-table';
import { taxTables } from './tax-table';

const [now, by, jurisdiction] = ['2026-03-02T09:00:00.000Z', 'cleo', 'DE'];
const given = scenario(taxTables, { now, by });
const rated = (rate: string, taxClass = 'standard') => ({ taxClass, rate });
const publish = (...rates: ReturnType<typeof rated>[]) =>
  publishTaxTable({ jurisdiction, table: { from: now, rates } });
const published = (rate: string, version: number) =>
  taxTablePublished({ jurisdiction, table: { version, from: now, rates: [rated(rate)] }, by, publishedAt: now });

describe('a tax table', () => {
  it('is published version after version, unless its last version says the same', () => {
    given()
      .when(publish(rated('19')))
      .then(published('19', 1));
    given(published('19', 1))
      .when(publish(rated('16')))
      .then(published('16', 2));
    given(published('19', 1))
      .when(publish(rated('19')))
      .thenNothing();
    given(published('19', 1), published('16', 2))
      .when(publish(rated('19')))
      .then(published('19', 3));
  });
  it('has one rate for a class, which is not negative', () => {
    given()
      .when(publish(rated('19'), rated('7')))
      .thenBreaks({ rule: 'rate-named-twice', field: '/rates/1/taxClass', status: 422 });
    given()
      .when(publish(rated('7', 'reduced'), rated('-1')))
      .thenBreaks({ rule: 'negative-amount', field: '/rates/1/rate', status: 422 });
  });
});
