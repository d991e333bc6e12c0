import { deadLetterStates, type DeadLetterState } from '@touchstone/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { PageQuery } from './page-query';

/** The same filters wherever dead letters lie, so that one client can ask every service alike. */
export class DeadLettersQuery extends PageQuery {
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
}

export class DiscardBody {
  @ApiProperty({ minLength: 1, maxLength: 1000, description: 'Without personal data' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}
