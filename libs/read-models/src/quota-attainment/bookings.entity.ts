import { table } from '../table';

/**
 * What counted for whom, and when: a win counts on its day, and counts back on the day on which it is reopened. So a past
 * period moves only when something is heard late.
 */
export const bookings = table({
  tableName: 'bookings',
  columns: {
    event_id: { type: 'uuid', primary: true },
    kind: { type: 'text', primary: true },
    opportunity_id: { type: 'uuid' },
    booked_at: { type: 'timestamptz' },
    recorded_at: { type: 'timestamptz' },
    owner: { type: 'text', nullable: true },
    team: { type: 'text', nullable: true },
    amount: { type: 'numeric' },
    currency: { type: 'text' },
  },
  indices: [
    { name: 'bookings_booked_at', columns: ['booked_at'] },
    { name: 'bookings_owner', columns: ['owner', 'booked_at'] },
    { name: 'bookings_team', columns: ['team', 'booked_at'], where: 'team IS NOT NULL' },
    { name: 'bookings_opportunity', columns: ['opportunity_id'] },
  ],
});
