import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { salesCodePattern } from '@touchstone/contracts';
import { IsISO8601, IsString, IsUUID, Length, Matches, ValidateBy } from 'class-validator';
import { Optional } from './optional.body';

type Rules = readonly PropertyDecorator[];

const field =
  (options: ApiPropertyOptions, rules: Rules) =>
  (isOptional: boolean): PropertyDecorator =>
  (target, property) => {
    (isOptional ? ApiPropertyOptional(options) : ApiProperty(options))(target, property);
    if (isOptional) Optional()(target, property);
    for (const rule of rules) rule(target, property);
  };

const code = (description: string) =>
  field({ type: String, description }, [
    Matches(salesCodePattern, {
      message: '$property must be a code of 1 to 64 lower-case letters, digits, dots, dashes or underscores',
    }),
  ]);
const id = (description: string) => field({ type: String, format: 'uuid', description }, [IsUUID()]);
const text = (description: string, maxLength: number) =>
  field({ type: String, maxLength, description }, [IsString(), Length(1, maxLength)]);
const day = (description: string) =>
  field({ type: String, format: 'date', description }, [
    IsISO8601({ strict: true }),
    Matches(/^\d{4}-\d{2}-\d{2}$/, { message: '$property must be a day, such as 2026-03-01' }),
  ]);
/** The forms of ISO 8601 that a Date reads, in a year that the log can hold. */
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const isInstant = (text: unknown): boolean => {
  if (typeof text !== 'string' || !instantPattern.test(text)) return false;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && /^\d{4}-/.test(at.toISOString());
};
const instant = (description: string) =>
  field({ type: String, format: 'date-time', description }, [
    IsISO8601({ strict: true }),
    ValidateBy({
      name: 'instant',
      validator: {
        validate: isInstant,
        defaultMessage: () => '$property must be a time with its zone, such as 2026-03-01T09:00:00Z',
      },
    }),
  ]);
const country = (description: string) =>
  field({ type: String, description }, [
    Matches(/^[A-Z]{2}$/, { message: '$property must be an ISO 3166 country, such as GB' }),
  ]);

/** A short name: of a sales person, a team, a reason. */
export const Code = (description: string) => code(description)(false);
export const OptionalCode = (description: string) => code(description)(true);
export const Id = (description: string) => id(description)(false);
export const OptionalId = (description: string) => id(description)(true);
export const OptionalText = (description: string, maxLength = 4000) => text(description, maxLength)(true);
export const Day = (description: string) => day(description)(false);
export const OptionalDay = (description: string) => day(description)(true);
export const Instant = (description: string) => instant(description)(false);
export const OptionalInstant = (description: string) => instant(description)(true);
export const OptionalCountry = (description: string) => country(description)(true);
