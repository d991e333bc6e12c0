import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';
import { rejectionCodes } from '@touchstone/contracts';

export class RejectionsQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only those of this source' })
  @IsOptional()
  @IsUUID()
  source?: string;

  @ApiPropertyOptional({ enum: rejectionCodes })
  @IsOptional()
  @IsIn(rejectionCodes)
  code?: string;

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
