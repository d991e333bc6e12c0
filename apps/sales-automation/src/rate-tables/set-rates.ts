import { ratesSet, type RateTableEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { RateTable } from './rate-table';

export interface SetRates {
  readonly rateTableId: string;
  /** Day. */
  readonly from: string;
  readonly rates: readonly { readonly currency: string; readonly rate: string }[];
}

const refuse = (rule: string, detail: string) => new RuleBroken(rule, detail, '/rates', 422);

/** What currencies are worth from a day on; the same day once more corrects it. */
export const setRates =
  ({ rateTableId, from, rates }: SetRates): Decide<RateTable, RateTableEvent> =>
  (state, { now, by }) => {
    if (state.status === 'unknown') throw new RuleBroken('unknown-rate-table', 'There is no such rate table.');
    const currencies = rates.map(({ currency }) => currency);
    if (currencies.includes(state.base)) throw refuse('rate-of-base', `${state.base} is the base: it is worth 1.`);
    if (new Set(currencies).size < currencies.length) throw refuse('rate-twice', 'A currency is named twice.');
    if (rates.some(({ rate }) => /^[0.]+$/.test(rate))) throw refuse('rate-of-zero', 'No currency is worth nothing.');
    const known = state.days[from] ?? {};
    const changed = rates.filter(({ currency, rate }) => known[currency] !== rate);
    return changed.length === 0 ? [] : [ratesSet({ rateTableId, from, rates: changed, by, setAt: now })];
  };
