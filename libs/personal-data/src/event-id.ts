import { hash } from 'node:crypto';

const namespaces = new Map<string, Buffer>();
const maxNamespaces = 10_000;

const bytesOf = (uuid: string): Buffer => {
  let bytes = namespaces.get(uuid);
  if (bytes) return bytes;
  if (namespaces.size >= maxNamespaces) namespaces.clear();
  namespaces.set(uuid, (bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')));
  return bytes;
};

/** The same as `eventIdOf` of contracts (UUIDv5 in the namespace of the source), several times faster. */
export const eventId = (sourceId: string, emitterId: string): string => {
  const namespace = bytesOf(sourceId);
  const message = Buffer.allocUnsafe(16 + Buffer.byteLength(emitterId));
  namespace.copy(message);
  message.write(emitterId, 16);
  const hex = hash('sha1', message, 'hex');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
