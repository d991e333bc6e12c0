import fc from 'fast-check';
import { eventTime } from './event-time';

const minute = 60_000;
const hour = 60 * minute;
const receivedAt = Date.parse('2026-03-01T12:00:00Z');

it.each([
  ['no timestamp: the time of receipt', { receivedAt, sentAt: receivedAt - hour }, receivedAt],
  ['no sentAt: as sent', { receivedAt, timestamp: receivedAt - hour }, receivedAt - hour],
  [
    'clocks that agree within 60 s: as sent',
    { receivedAt, timestamp: receivedAt - hour, sentAt: receivedAt - minute },
    receivedAt - hour,
  ],
  [
    'clocks that differ by one ms more: corrected',
    { receivedAt, timestamp: receivedAt - hour, sentAt: receivedAt - minute - 1 },
    receivedAt - hour + minute + 1,
  ],
  [
    'a clock 1 h fast',
    { receivedAt, timestamp: receivedAt + hour - 5_000, sentAt: receivedAt + hour },
    receivedAt - 5_000,
  ],
  [
    'a clock 1 h slow',
    { receivedAt, timestamp: receivedAt - hour - 5_000, sentAt: receivedAt - hour },
    receivedAt - 5_000,
  ],
  [
    'a batch that waited 2 h at the emitter',
    { receivedAt, timestamp: receivedAt - 2 * hour, sentAt: receivedAt - 500 },
    receivedAt - 2 * hour,
  ],
  [
    'a retry with a newer sentAt',
    { receivedAt: receivedAt + hour, timestamp: receivedAt - 5_000, sentAt: receivedAt + hour - 200 },
    receivedAt - 5_000,
  ],
  ['history is never corrected', { receivedAt, timestamp: 0, sentAt: hour, imported: true }, 0],
])('%s', (_, times, expected) => {
  expect(eventTime(times)).toBe(expected);
});
it('keeps the distance between two events of one request', () => {
  const ms = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(ms, ms, ms, ms, (a, b, sentAt, at) => {
      const [first, second] = [a, b].map((timestamp) => eventTime({ timestamp, sentAt, receivedAt: at }));
      expect(second! - first!).toBe(b - a);
    }),
  );
});
