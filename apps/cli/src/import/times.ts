import { DateTime, IANAZone } from 'luxon';
import type { Mapping } from './mapping';
import { Misfit } from './misfit';

const iso = /^\d{4}-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/;
const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

type Parsed = string | undefined;
const kept = (time: DateTime): Parsed => {
  const ms = time.isValid ? time.toMillis() : Number.NaN;
  return ms >= earliest && ms <= latest ? new Date(ms).toISOString() : undefined;
};

/** What no calendar contradicts: the rest is left to luxon. */
const isPlain = (month: string, day: string, hour = '00', minute = '00', second = '00'): boolean =>
  month > '00' && month < '13' && day > '00' && day < '29' && hour < '24' && minute < '60' && second < '60';

const isoReader =
  (zone: IANAZone | undefined) =>
  (text: string): Parsed => {
    const [, month = '', day = '', hour, minute, second, offset] = iso.exec(text) ?? [];
    if (!month || (!offset && !zone)) return undefined;
    if (offset && text >= '0002' && text < '9999' && isPlain(month, day, hour, minute, second)) return text;
    const normal = text.replace(' ', 'T').replace(',', '.');
    return kept(DateTime.fromISO(normal, offset ? { zone: 'utc' } : { zone: zone! }));
  };

const epochReader =
  (factor: number) =>
  (text: string): Parsed =>
    /^-?\d{1,16}(?:\.\d+)?$/.test(text)
      ? kept(DateTime.fromMillis(Math.trunc(Number(text) * factor), { zone: 'utc' }))
      : undefined;

const namesZone = /(?:^|[^a-zA-Z'])[Zz]/;
const maxRemembered = 5_000;

const formatReader = (format: string, zone: IANAZone | undefined): ((text: string) => Parsed) => {
  const parser = DateTime.buildFormatParser(format, { locale: 'en' });
  const remembered = new Map<string, Parsed>();
  return (text) => {
    if (remembered.has(text)) return remembered.get(text);
    const time = kept(DateTime.fromFormatParser(text, parser, { zone: zone ?? 'utc', locale: 'en' }));
    if (remembered.size >= maxRemembered) remembered.clear();
    // A copy, because a piece of the file would keep the whole block of it in memory.
    remembered.set(Buffer.from(text).toString(), time);
    return time;
  };
};

const readerOf = ({ format, zone: name }: NonNullable<Mapping['time']>): ((text: string) => Parsed) => {
  const zone = name === undefined ? undefined : IANAZone.create(name);
  if (format === 'iso') return isoReader(zone);
  if (format === 'unix') return epochReader(1000);
  if (format === 'unix_ms') return epochReader(1);
  return formatReader(format, zone);
};

/** Why a mapping's time can never be read, if so. */
export const whyNoTime = ({ format, zone }: NonNullable<Mapping['time']>): string | undefined => {
  if (['iso', 'unix', 'unix_ms'].includes(format)) return undefined;
  if (!zone && !namesZone.test(format))
    return `time.format ${format} holds no offset, so time.zone must name the zone, such as Europe/Zurich.`;
  const sample = DateTime.utc().toFormat(format, { locale: 'en' });
  const { invalidReason } = DateTime.fromFormatExplain(sample, format, { locale: 'en' });
  return invalidReason == null
    ? undefined
    : `time.format ${format} cannot be used (${invalidReason}): see the tokens of luxon.`;
};

/** ISO 8601 in UTC, or with the offset that was written; undefined for an empty cell. */
export const timeReader = (time: NonNullable<Mapping['time']>): ((cell: unknown) => string | undefined | Misfit) => {
  const read = readerOf(time);
  const zoneless = time.format === 'iso' && !time.zone ? ' with an offset (the mapping names no time.zone)' : '';
  const misfit = new Misfit(
    'invalid-time',
    `Column ${time.column} is no time of the years 0001 to 9999 in the format ${time.format}${zoneless}.`,
  );
  return (cell) => {
    const text = typeof cell === 'number' ? String(cell) : typeof cell === 'string' ? cell.trim() : cell;
    if (text === undefined || text === null || text === '') return undefined;
    return (typeof text === 'string' ? read(text) : undefined) ?? misfit;
  };
};
