import type { RateTableEvent } from '@touchstone/contracts';
import type { StreamKind } from '../commands/stream-kind';

/** Currency -> units of the base for one unit, from a day on. */
export type Rates = Readonly<Record<string, string>>;

export type RateTable =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'open';
      readonly rateTableId: string;
      readonly name: string;
      readonly base: string;
      /** Day -> rates that hold from then on. */
      readonly days: Readonly<Record<string, Rates>>;
    };

export const unknownRateTable: RateTable = { status: 'unknown' };

export const evolveRateTable = (state: RateTable, event: RateTableEvent): RateTable => {
  switch (event.type) {
    case 'sales.rate_table.opened': {
      const { rateTableId, name, base } = event.data;
      return { status: 'open', rateTableId, name, base, days: state.status === 'open' ? state.days : {} };
    }
    case 'sales.rate_table.rates_set': {
      if (state.status === 'unknown') return state;
      const { from, rates } = event.data;
      const set = Object.fromEntries(rates.map(({ currency, rate }) => [currency, rate]));
      return { ...state, days: { ...state.days, [from]: { ...state.days[from], ...set } } };
    }
  }
};

export const rateTables: StreamKind<RateTable, RateTableEvent> = {
  category: 'rate_table',
  initial: unknownRateTable,
  evolve: evolveRateTable,
  ownerOf: () => undefined,
  concerned: () => [],
};
