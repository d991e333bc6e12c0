import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { salesCodePattern } from '@touchstone/contracts';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, MinLength, ValidateBy } from 'class-validator';

const day = /^\d{4}-\d\d-\d\d$/;
const zoned = /^T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;
// What is reckoned from a day, months before or after it, has a year of four digits as well.
const isYear = (at: Date): boolean => at.getUTCFullYear() >= 1000 && at.getUTCFullYear() <= 9998;

/** A field of a query that may be absent, with what its document says. */
const optional = (description: string, schema: object, ...checks: PropertyDecorator[]): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ type: String, description, ...schema }), IsOptional(), ...checks);

export const CodeField = (description: string): PropertyDecorator =>
  optional(
    description,
    {},
    Matches(salesCodePattern, {
      message: '$property must be a short name such as ana: lower-case letters, digits, dots, dashes.',
    }),
  );

const isDay = (value: unknown): boolean => {
  if (typeof value !== 'string' || !day.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value) && isYear(at);
};
/** A day, or a time that names its zone: what stands in it has to be a moment, not only to look like one. */
const isInstant = (value: unknown): boolean => {
  if (typeof value !== 'string' || !isDay(value.slice(0, 10))) return false;
  return value.length === 10 || (zoned.test(value.slice(10)) && isYear(new Date(value)));
};
export const DayField = (description: string): PropertyDecorator =>
  optional(
    description,
    { format: 'date' },
    ValidateBy(
      { name: 'isDay', validator: { validate: isDay } },
      { message: '$property must be a day that there is, such as 2026-03-31.' },
    ),
  );

export const InstantField = (description: string): PropertyDecorator =>
  optional(
    description,
    { format: 'date-time' },
    ValidateBy(
      { name: 'isInstant', validator: { validate: isInstant } },
      {
        message:
          '$property must be an ISO 8601 time that names its zone, ending with Z or an offset such as +01:00, or a day.',
      },
    ),
  );

export const IdField = (description: string): PropertyDecorator =>
  optional(description, { format: 'uuid' }, IsUUID('all', { message: '$property must be a UUID.' }));

export const DecimalField = (description: string): PropertyDecorator =>
  optional(
    description,
    {},
    Matches(/^\d{1,18}(\.\d{1,6})?$/, { message: '$property must be a decimal number such as 1000.50.' }),
  );

export const TextField = (description: string): PropertyDecorator =>
  optional(
    description,
    {},
    IsString({ message: '$property must be given once.' }),
    Matches(/^[^\0]*$/, { message: '$property must not contain the character U+0000.' }),
    MinLength(1, { message: '$property must not be empty.' }),
    MaxLength(200, { message: '$property must have at most 200 characters.' }),
  );

export const PatternField = (description: string, pattern: RegExp, message: string): PropertyDecorator =>
  optional(description, {}, Matches(pattern, { message }));

export const ChoiceField = (description: string, choices: readonly string[]): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ enum: [...choices], description }),
    IsOptional(),
    IsIn([...choices], { message: `$property must be one of ${choices.join(', ')}.` }),
  );

/** Every order forwards, and with a minus in front from the end. */
export const SortField = (sorts: readonly string[]): PropertyDecorator =>
  ChoiceField(
    'A minus in front: from the end.',
    sorts.flatMap((sort) => [sort, `-${sort}`]),
  );
