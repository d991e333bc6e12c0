import { ingestLimits } from '@touchstone/contracts';
import { Refused } from '../refused';
import { assemble, fieldOf, type Field } from './assemble';
import type { MappedValue, Mapping } from './mapping';
import { Misfit, type ImportEvent } from './misfit';
import { decimalReader } from './numbers';
import { timeReader, whyNoTime } from './times';
import { readColumn, readText, readValue, type ColumnOf, type Read } from './values';

/** Where an identifier stands in a message. */
const places: Readonly<Record<string, string>> = {
  user_id: 'userId',
  anonymous_id: 'anonymousId',
  group_id: 'groupId',
  device_id: 'context.device.id',
  email: 'context.traits.email',
  phone: 'context.traits.phone',
  loyalty_card: 'context.traits.loyaltyCard',
};

const asText =
  <Row>(read: Read<Row>): Read<Row> =>
  (row) => {
    const value = read(row);
    return value === undefined || value instanceof Misfit ? value : String(value);
  };

const fieldsUnder = <Row>(prefix: string, values: Record<string, MappedValue>, columnOf: ColumnOf<Row>): Field<Row>[] =>
  Object.entries(values).map(([name, value]) => fieldOf(`${prefix}${name}`, readValue(value, columnOf)));

const identityFields = <Row>(identity: Mapping['identity'], columnOf: ColumnOf<Row>): Field<Row>[] => {
  const entries = Object.entries(identity).map(([type, value]) => [type, asText(readValue(value, columnOf))] as const);
  const others = entries.filter(([type]) => !(type in places));
  const externalIds: Read<Row> = (row) => {
    const ids = others.flatMap(([type, read]) => {
      const id = read(row);
      return id === undefined || id instanceof Misfit ? [] : [{ type: type.replace(/^external\./, ''), id }];
    });
    return ids.length > 0 ? ids : undefined;
  };
  return [
    ...entries.flatMap(([type, read]) => (type in places ? [fieldOf(places[type]!, read)] : [])),
    ...(others.length > 0 ? [fieldOf('context.externalIds', externalIds)] : []),
  ];
};

const moneyFields = <Row>(money: Mapping['money'], columnOf: ColumnOf<Row>): Field<Row>[] => {
  if (!money) return [];
  const amount = readText(money.amount, columnOf);
  const toDecimal = decimalReader(money);
  const misfit = new Misfit(
    'invalid-money',
    `The amount ${money.amount} is no number with "${money.decimal}" before its decimals.`,
  );
  const currency = money.currency === undefined ? undefined : asText(readValue(money.currency, columnOf));
  const read: Read<Row> = (row) => {
    const cell = amount(row);
    return cell === undefined ? undefined : (toDecimal(cell) ?? misfit);
  };
  return [
    fieldOf(`properties.${money.property}`, read),
    ...(currency ? [fieldOf('properties.currency', currency)] : []),
  ];
};

const typeReader = <Row>({ type, event }: Mapping, columnOf: ColumnOf<Row>): Read<Row> => {
  if (typeof type !== 'object') return () => type ?? (event === undefined ? 'identify' : 'track');
  const read = readColumn(type.column, columnOf);
  const kinds = new Map(Object.entries(type.values));
  const misfit = new Misfit('invalid-kind', `Column ${type.column} holds a value that type.values does not name.`);
  return (row) => kinds.get(String(read(row) ?? '')) ?? misfit;
};

const idReader = <Row>(id: Mapping['id'], columnOf: ColumnOf<Row>): Read<Row> => {
  if (id === undefined) return () => undefined;
  const read = asText(readValue(id, columnOf));
  const misfit = new Misfit('invalid-id', `The id has more than ${ingestLimits.messageIdLength} characters.`);
  return (row) => {
    const text = read(row);
    return typeof text === 'string' && text.length > ingestLimits.messageIdLength ? misfit : text;
  };
};

const ownTraits = new Set(['identify', 'group']);

/** A function that makes a message of a row. Without an id in the file, `idOfLine` gives it. Throws Refused for columns that are not there. */
export const compileMapping = <Row>(
  mapping: Mapping,
  columnOf: ColumnOf<Row>,
  idOfLine: (line: number) => string,
): ((row: Row, line: number) => ImportEvent | Misfit) => {
  const impossible = mapping.time && whyNoTime(mapping.time);
  if (impossible) throw new Refused(`The mapping does not fit: ${impossible}`);
  const typeOf = typeReader(mapping, columnOf);
  const traits = fieldsUnder('', mapping.traits, columnOf);
  const time = mapping.time && timeReader(mapping.time);
  const timeColumn = mapping.time && readColumn(mapping.time.column, columnOf);
  const fields = [
    fieldOf('messageId', idReader(mapping.id, columnOf)),
    ...identityFields(mapping.identity, columnOf),
    ...(mapping.event === undefined ? [] : [fieldOf('event', asText(readValue(mapping.event, columnOf)))]),
    ...(time && timeColumn ? [fieldOf('timestamp', (row: Row) => time(timeColumn(row)))] : []),
    ...fieldsUnder('properties.', mapping.properties, columnOf),
    ...moneyFields(mapping.money, columnOf),
    ...fieldsUnder('context.', mapping.context, columnOf),
  ];
  return (row, line) => {
    const type = typeOf(row);
    if (type instanceof Misfit) return type;
    const event: Record<string, unknown> & { type: string } = { type: String(type) };
    const misfit = assemble(fields, row, event) ?? (traits.length > 0 ? addTraits(traits, row, event) : undefined);
    if (misfit) return misfit;
    event['messageId'] ??= idOfLine(line);
    return event;
  };
};

/** The person's own traits beside a track stand in its context, as SDKs send them. */
const addTraits = <Row>(
  traits: readonly Field<Row>[],
  row: Row,
  event: Record<string, unknown>,
): Misfit | undefined => {
  const own: Record<string, unknown> = {};
  const misfit = assemble(traits, row, own);
  if (misfit || Object.keys(own).length === 0) return misfit;
  if (ownTraits.has(event['type'] as string)) event['traits'] = own;
  else {
    const context = (event['context'] ??= {}) as Record<string, unknown>;
    context['traits'] = { ...own, ...(context['traits'] as object | undefined) };
  }
  return undefined;
};
