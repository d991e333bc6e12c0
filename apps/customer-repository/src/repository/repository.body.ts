import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsISO8601, IsIn, IsInt, IsObject, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export const parkedStates = ['parked', 'waiting', 'replayed', 'repaired', 'discarded'] as const;

export class ReceiptsQuery {
  @ApiPropertyOptional({ description: 'Only those of this source' })
  @IsOptional()
  @IsString()
  source?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Hours from here on' })
  @IsOptional()
  @IsISO8601()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Hours before this one' })
  @IsOptional()
  @IsISO8601()
  to?: string;
}

export class QuarantineQuery {
  @ApiPropertyOptional({ description: 'Only those of this source' })
  @IsOptional()
  @IsString()
  source?: string;

  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @Matches(/^\d{1,18}$/)
  cursor?: string;

  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class ParkedQuery {
  @ApiPropertyOptional({ description: 'Only this key' })
  @IsOptional()
  @IsString()
  key?: string;

  @ApiPropertyOptional({ description: 'Only this reason' })
  @IsOptional()
  @IsString()
  reason?: string;

  @ApiPropertyOptional({ enum: parkedStates, description: 'parked and waiting unless told' })
  @IsOptional()
  @IsIn(parkedStates)
  state?: (typeof parkedStates)[number];

  @ApiPropertyOptional({ description: 'The `next` of the page before' })
  @IsOptional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({ default: 50, minimum: 1, maximum: 200 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class ReplayBody {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'A sealed event in wire form that takes the place of the first parked one: a new id, and metadata.repairs names the original',
  })
  @IsOptional()
  @IsObject()
  replacement?: Record<string, unknown>;
}

export class DiscardBody {
  @ApiProperty({ minLength: 1, maxLength: 1000, description: 'Without personal data' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}
