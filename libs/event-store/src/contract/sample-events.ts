import type { WireEvent } from '@touchstone/contracts';
import { v4, v7 } from 'uuid';

export const sampleEvent = (data: unknown = {}, id = v7()): WireEvent => ({
  id,
  type: 'sample.stream.happened',
  schemaVersion: 1,
  data: JSON.stringify(data),
  metadata: { source: 'sample', time: '2026-01-02T03:04:05.678Z', participants: [] },
});

export const sampleEvents = (count: number): WireEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent({ index }));

/** A stream that no other case uses, of a category that no other case uses. */
export const freshStream = (): string => `c${v4().replaceAll('-', '')}-1`;
export const freshId = (): string => v7();
