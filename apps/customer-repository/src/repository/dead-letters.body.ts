import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { deadLetterStates, type DeadLetterState } from '@touchstone/contracts';

export class DeadLettersQuery {
  @ApiPropertyOptional({ description: 'Only those of this source' })
  @IsOptional()
  @IsString()
  source?: string;

  @ApiPropertyOptional({ description: 'Only those with this reason' })
  @IsOptional()
  @IsString()
  reason?: string;

  @ApiPropertyOptional({ description: 'Only those of this key' })
  @IsOptional()
  @IsString()
  key?: string;

  @ApiPropertyOptional({ enum: deadLetterStates, description: 'Those that wait for a person, unless told' })
  @IsOptional()
  @IsIn(deadLetterStates)
  state?: DeadLetterState;

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

/** What a repair changes of a parked event; the rest stays as it is. */
export class RepairParkedBody {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 200)
  type?: string;

  @ApiPropertyOptional({ minimum: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  schemaVersion?: number;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  time?: string;

  @ApiPropertyOptional({
    type: [String],
    description: '<role>:<identifier type>:<identity>, the primary subject first',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  participants?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Data in the current version of its type, in plain form: it is sealed here',
  })
  @IsOptional()
  @IsObject()
  data?: Record<string, unknown>;
}

export class DiscardBody {
  @ApiProperty({ minLength: 1, maxLength: 1000, description: 'Without personal data' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}
