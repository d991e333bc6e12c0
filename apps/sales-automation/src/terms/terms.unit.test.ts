import { termsPublished, termsWithdrawn } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { publishTerms } from './publish-terms';
import { salesTermsBook } from './terms';
import { withdrawTerms } from './withdraw-terms';

const [now, by] = ['2026-03-02T09:00:00.000Z', 'cleo'];
const given = scenario(salesTermsBook, { now, by });
const days = { paymentDays: 30, validDays: 14 };
const terms = { code: 'standard', channels: [], from: now, ...days, discountLimit: '10', text: { en: 'Pay.' } };
const longer = { ...terms, paymentDays: 60 };
const published = (of: typeof terms, version: number) =>
  termsPublished({ terms: { ...of, version }, by, publishedAt: now });
const withdrawn = termsWithdrawn({ code: 'standard', by, withdrawnAt: now });

describe('terms of sale', () => {
  it('are published version after version', () => {
    given().when(publishTerms(terms)).then(published(terms, 1));
    given(published(terms, 1)).when(publishTerms(longer)).then(published(longer, 2));
  });
  it('stay quiet when their last version says the same, and come back after they were withdrawn', () => {
    given(published(terms, 1)).when(publishTerms(terms)).thenNothing();
    given(published(terms, 1), withdrawn).when(publishTerms(terms)).then(published(terms, 2));
  });
  it.each([
    [{ discountLimit: '-1' }, 'limit-out-of-range', '/discountLimit'],
    [{ discountLimit: '100.01' }, 'limit-out-of-range', '/discountLimit'],
    [{ to: now }, 'ends-before-it-begins', '/to'],
  ])('are refused with %j', (over, rule, field) =>
    given()
      .when(publishTerms({ ...terms, ...over }))
      .thenBreaks({ rule, field, status: 422 }),
  );
  it('are withdrawn once', () => {
    given(published(terms, 1)).when(withdrawTerms('standard')).then(withdrawn);
    given(published(terms, 1), withdrawn).when(withdrawTerms('standard')).thenNothing();
    given(published(terms, 1)).when(withdrawTerms('none')).thenBreaks({ rule: 'unknown-terms', field: '/code' });
  });
});
