import { code, table } from '../table';

/** One row per territory as it was drawn. */
export const territories = table({
  tableName: 'territories',
  columns: {
    id: { type: 'uuid', primary: true },
    code,
    countries: { type: 'text', array: true },
    drawn_at: { type: 'timestamptz' },
  },
  indices: [
    { name: 'territories_code', columns: ['code', 'id'] },
    { name: 'territories_drawn_at', columns: ['drawn_at', 'id'] },
  ],
});

/** Who covers a territory from a day on: until the day before the next row of it. */
export const territoryHolders = table({
  tableName: 'territory_holders',
  columns: {
    territory_id: { type: 'uuid', primary: true },
    from_day: { ...code, primary: true },
    person: { type: 'text' },
  },
  indices: [{ name: 'territory_holders_person', columns: ['person'] }],
});
