import { territoryDrawn, territoryGiven, type TerritoryEvent } from '@touchstone/contracts';
import type { Circumstances, StreamKind } from '../commands/stream-kind';

export type Territory =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'drawn';
      readonly territoryId: string;
      readonly code: string;
      readonly countries: readonly string[];
      /** Who covers it from which day on, by day. */
      readonly covered: readonly { readonly person: string; readonly from: string }[];
    };

const evolve = (territory: Territory, { type, data }: TerritoryEvent): Territory => {
  if (type === 'sales.territory.drawn') {
    const { territoryId, code, countries } = data;
    return { status: 'drawn', territoryId, code, countries, covered: [] };
  }
  if (territory.status === 'unknown') return territory;
  const others = territory.covered.filter(({ from }) => from !== data.from);
  const covered = [...others, { person: data.person, from: data.from }].sort((a, b) => (a.from < b.from ? -1 : 1));
  return { ...territory, covered };
};

export const territories: StreamKind<Territory, TerritoryEvent> = {
  category: 'territory',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: () => undefined,
  concerned: () => [],
};

/** Who covers a territory on a day. */
export const coveredOn = (territory: Territory, day: string): string | undefined =>
  territory.status === 'unknown' ? undefined : territory.covered.findLast(({ from }) => from <= day)?.person;

export interface DrawTerritory extends Circumstances {
  readonly territoryId: string;
  readonly code: string;
  readonly countries: readonly string[];
}
export const drawTerritory = (
  { territoryId, code, countries, by }: DrawTerritory,
  state: Territory,
): TerritoryEvent[] =>
  state.status === 'unknown' ? [territoryDrawn({ territoryId, code, countries: [...countries], by })] : [];

export interface GiveTerritory extends Circumstances {
  readonly person: string;
  readonly from: string;
}
export const giveTerritory = ({ person, from, by }: GiveTerritory, state: Territory): TerritoryEvent[] => {
  if (state.status === 'unknown' || coveredOn(state, from) === person) return [];
  return [territoryGiven({ territoryId: state.territoryId, person, from, by })];
};
