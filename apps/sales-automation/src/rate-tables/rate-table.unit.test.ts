import { ratesSet, rateTableOpened, type RateTableEvent } from '@touchstone/contracts';
import { scenario } from '../scenario.test-data';
import { openRateTable } from './open-rate-table';
import { evolveRateTable, unknownRateTable, type RateTable } from './rate-table';
import { setRates } from './set-rates';

const now = '2026-03-20T09:00:00.000Z';
const by = 'ana';
const given = scenario<RateTable, RateTableEvent>({ initial: unknownRateTable, evolve: evolveRateTable }, { now, by });
const rateTableId = '0190f3c4-0000-7000-8000-000000000104';
const opened = rateTableOpened({ rateTableId, name: 'Monthly', base: 'EUR', by, openedAt: now });
const usd = (rate: string) => ({ currency: 'USD', rate });
const set = (rate: string, from = '2026-03-01') => ratesSet({ rateTableId, from, rates: [usd(rate)], by, setAt: now });
const wish = (...rates: { currency: string; rate: string }[]) => setRates({ rateTableId, from: '2026-03-01', rates });

it('begins once', () => {
  const open = openRateTable({ rateTableId, name: 'Monthly', base: 'EUR' });
  given().when(open).then(opened);
  given(opened).when(open).thenNothing();
});
it('sets rates of a day, and corrects them', () => {
  given(opened)
    .when(wish(usd('0.9')))
    .then(set('0.9'));
  given(opened, set('0.9'))
    .when(wish(usd('0.9')))
    .thenNothing();
  given(opened, set('0.9'))
    .when(wish(usd('0.91')))
    .then(set('0.91'));
  expect(given(opened, set('0.9'), set('0.8', '2026-04-01'), set('0.91')).state).toMatchObject({
    days: { '2026-03-01': { USD: '0.91' }, '2026-04-01': { USD: '0.8' } },
  });
});
it.each([
  ['rate-of-base', [{ currency: 'EUR', rate: '1' }]],
  ['rate-twice', [usd('1'), usd('2')]],
  ['rate-of-zero', [usd('0.00')]],
])('refuses a %s', (rule, rates) =>
  given(opened)
    .when(wish(...rates))
    .thenBreaks({ rule, field: '/rates', status: 422 }),
);
it('refuses rates of a table that nobody opened', () =>
  given()
    .when(wish(usd('1')))
    .thenBreaks({ rule: 'unknown-rate-table' }));
