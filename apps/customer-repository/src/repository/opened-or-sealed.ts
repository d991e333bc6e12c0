import type { PlainEvent, WireEvent } from '@touchstone/contracts';
import type { SealingCodec } from '@touchstone/personal-data';

/** With its values where it can be opened; as it came, with its boxes sealed, where it cannot. */
export const openedOrSealed = async (
  codec: Pick<SealingCodec, 'openEach'>,
  event: WireEvent | undefined,
): Promise<PlainEvent | WireEvent | null> => {
  if (!event) return null;
  const place = { stream: '', version: 0, position: '', recordedAt: '' };
  const [opened] = await codec.openEach([{ ...event, ...place }]);
  if (!opened || 'error' in opened) return event;
  const { stream: _stream, version: _version, position: _position, recordedAt: _recordedAt, ...plain } = opened.event;
  return plain;
};
