import { ApiPropertyOptional } from '@nestjs/swagger';
import { channels, meanings, roles } from '@touchstone/contracts';
import { IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '@touchstone/service-host';

const inTime = { strict: true, strictSeparator: true } as const;
const asTime = (name: string) => ({
  message: `${name} must be an ISO 8601 time such as 2026-03-01T00:00:00Z (a date alone begins at midnight UTC).`,
});
const zoned = (name: string) => ({ message: `${name} must name its zone: end it with Z or an offset such as +01:00.` });
const dateOrZonedTime = /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:?\d\d))?$/;

export class TimelineQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'string',
    example: 'touchpoint.order.completed',
    description: 'Only events of this type.',
  })
  @IsOptional()
  @Matches(/^[a-z]+\.[a-z_]+\.[a-z_]+$/, { message: 'type must be an event type such as touchpoint.order.completed.' })
  type?: string;

  @ApiPropertyOptional({
    type: 'string',
    example: 'Product Viewed',
    description: 'Only events that the emitter called so.',
  })
  @IsOptional()
  @IsString({ message: 'name must be given once.' })
  @Matches(/^[^\0]*$/, { message: 'name must not contain the character U+0000.' })
  @MaxLength(500, { message: 'name must have at most 500 characters.' })
  name?: string;

  @ApiPropertyOptional({ enum: channels })
  @IsOptional()
  @IsIn(channels, { message: `channel must be one of ${channels.join(', ')}.` })
  channel?: string;

  @ApiPropertyOptional({ enum: meanings, description: 'Only events that mean this.' })
  @IsOptional()
  @IsIn(meanings, { message: 'meaning must be one of those in docs/event-names.md, such as email_opened.' })
  meaning?: string;

  @ApiPropertyOptional({ type: 'string', description: 'Only events about the order of this number.' })
  @IsOptional()
  @IsString({ message: 'order must be given once.' })
  @Matches(/^[^\0]*$/, { message: 'order must not contain the character U+0000.' })
  @MaxLength(200, { message: 'order must have at most 200 characters.' })
  order?: string;

  @ApiPropertyOptional({ type: 'string', description: 'Only events of the conversation of this id.' })
  @IsOptional()
  @IsString({ message: 'conversation must be given once.' })
  @Matches(/^[^\0]*$/, { message: 'conversation must not contain the character U+0000.' })
  @MaxLength(200, { message: 'conversation must have at most 200 characters.' })
  conversation?: string;

  @ApiPropertyOptional({ enum: roles, description: 'Only events in which the customer has this role.' })
  @IsOptional()
  @IsIn(roles, { message: `role must be one of ${roles.join(', ')}.` })
  role?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Happened at this time or later.' })
  @IsOptional()
  @IsISO8601(inTime, asTime('from'))
  @Matches(dateOrZonedTime, zoned('from'))
  from?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Happened before this time.' })
  @IsOptional()
  @IsISO8601(inTime, asTime('to'))
  @Matches(dateOrZonedTime, zoned('to'))
  to?: string;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Only what was recorded by this time: what we knew then, under the links of today.',
  })
  @IsOptional()
  @IsISO8601(inTime, asTime('knownAt'))
  @Matches(dateOrZonedTime, zoned('knownAt'))
  knownAt?: string;
}
