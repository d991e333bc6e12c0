import { rateTableOpened, type RateTableEvent } from '@touchstone/contracts';
import type { Decide } from '../commands/stream-kind';
import type { RateTable } from './rate-table';

export interface OpenRateTable {
  readonly rateTableId: string;
  readonly name: string;
  readonly base: string;
}

export const openRateTable =
  (command: OpenRateTable): Decide<RateTable, RateTableEvent> =>
  (state, { now, by }) =>
    state.status === 'open' ? [] : [rateTableOpened({ ...command, by, openedAt: now })];
