import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { salesSchemas } from './sales-schemas';
import { freshnessParameters, responsesOf } from './responses';

/** Documents a read of a controller: its id, what it is for, what it answers, and the problems. */
export const Answers = (operationId: string, summary: string, schema: string, ...more: number[]): MethodDecorator =>
  applyDecorators(
    ApiTags(schema in salesSchemas ? 'sales' : 'customers'),
    ApiOperation({ operationId, summary }),
    ...freshnessParameters.map(({ name, description, schema: of }) =>
      ApiHeader({ name, description, required: false, schema: { ...of } }),
    ),
    ...Object.entries(responsesOf(schema, more)).map(([status, response]) =>
      ApiResponse({ status: Number(status), ...response } as Parameters<typeof ApiResponse>[0]),
    ),
  );
