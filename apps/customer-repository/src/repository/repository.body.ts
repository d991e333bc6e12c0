import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, IsString } from 'class-validator';

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
