import { v7 } from 'uuid';

/** Events as the port takes them; `size` characters of data. */
export const samples = (count: number, size = 2) =>
  Array.from({ length: count }, (_, index) => ({
    id: v7(),
    type: 'sample.stream.happened',
    schemaVersion: 1,
    data: JSON.stringify({ index, text: 'x'.repeat(size) }),
    metadata: { source: 'sample', time: '2026-01-02T03:04:05.678Z', participants: [] },
  }));

export const freshStream = (): string => `c${v7().replaceAll('-', '')}-1`;
