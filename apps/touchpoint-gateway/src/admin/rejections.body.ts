import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { deadLetterStates, type DeadLetterState } from '@touchstone/contracts';

export class RejectionsQuery {
  @ApiPropertyOptional({ description: 'Only those of this source' })
  @IsOptional()
  @IsString()
  source?: string;

  @ApiPropertyOptional({ description: 'Only those with this code' })
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

export class DiscardBody {
  @ApiProperty({ minLength: 1, maxLength: 1000, description: 'Without personal data' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}
