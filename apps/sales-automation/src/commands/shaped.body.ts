import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { z } from 'zod';

const documented = (schema: z.ZodType): object => {
  const { $schema: _, pattern: __, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};

/** A field of a request whose shape the contracts declare: a value, a list of values or a map, not an object with fields. */
export const Shaped =
  (schema: z.ZodType, description: string): PropertyDecorator =>
  (target, property) => {
    const required = !schema.safeParse(undefined).success;
    ApiProperty({ ...documented(schema), required, description } as ApiPropertyOptions)(target, property);
    ValidateBy({
      name: 'shape',
      validator: {
        validate: (value) => schema.safeParse(value).success,
        defaultMessage: (given) =>
          `$property: ${schema.safeParse(given?.value).error?.issues[0]?.message ?? 'is not of its shape'}`,
      },
    })(target, property);
  };
