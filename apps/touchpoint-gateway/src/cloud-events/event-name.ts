import { recognise } from '../mapping/recognise';

const isReserved = (event: string): boolean => recognise({ type: 'track', event }) !== undefined;
const severalWords = /[a-z0-9][ _-]?[A-Z]|[_-]/;

/**
 * The name under which the event is recognised and shown: its type. Types begin with a reverse domain name, so a reserved name
 * of two words or more may stand behind one (`com.example.order_completed`); a single word there could mean anything.
 */
export const eventNameOf = (type: string): string => {
  if (isReserved(type)) return type;
  const last = type.slice(type.lastIndexOf('.') + 1);
  return severalWords.test(last) && isReserved(last) ? last : type;
};
