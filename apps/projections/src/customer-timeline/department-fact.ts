import { definitionOf, type PlainRecorded } from '@touchstone/contracts';

/** Fields that an entry shows elsewhere. */
const shown = new Set(['identifiers', 'traits', 'name', 'channel', 'orderSource', 'orderId', 'amount', 'currency']);

const isTouchpoint = ({ type }: PlainRecorded): boolean => type.startsWith('touchpoint.');

/** Everything else that a department says in a fact, of what the subject's key seals or nobody's does. */
const rest = (event: PlainRecorded): object | undefined => {
  if (event.erased?.includes('subject')) return undefined;
  const { personal = {} } = definitionOf(event.type) ?? {};
  const fields = Object.entries(event.data).filter(
    ([field, value]) => !shown.has(field) && value !== undefined && (personal[field] ?? 'subject') === 'subject',
  );
  return Object.fromEntries(fields);
};

/** What a fact says beside its fields that have a column: the properties of a touchpoint, the own fields of a department's fact. */
export const propertiesOf = (event: PlainRecorded): unknown =>
  isTouchpoint(event) ? event.data['properties'] : rest(event);

interface Money {
  readonly amount?: unknown;
  readonly currency?: unknown;
}

/** Amount and currency, whether they stand in the fact side by side or as one value. */
export const moneyOf = ({ data }: PlainRecorded): Money =>
  typeof data['amount'] === 'object' && data['amount'] !== null ? data['amount'] : data;
