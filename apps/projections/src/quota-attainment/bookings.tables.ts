import { bookings as bookingTable, writerOf, type WrittenRow } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { isoTime } from '../statement.tables';
import type { Booking } from './bookings';

const toRow = (booking: Booking): WrittenRow<typeof bookingTable> => ({
  event_id: booking.eventId,
  kind: booking.kind,
  opportunity_id: booking.opportunityId,
  booked_at: isoTime(booking.at),
  recorded_at: isoTime(booking.recordedAt),
  owner: booking.owner ?? null,
  team: booking.team ?? null,
  amount: booking.amount,
  currency: booking.currency,
});

export const bookingTables = (schema: string) => {
  const write = writerOf(schema, bookingTable);
  return { write: (client: ClientBase, bookings: readonly Booking[]) => write(client, bookings.map(toRow)) };
};
