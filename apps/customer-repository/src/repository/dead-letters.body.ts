import { ApiPropertyOptional } from '@nestjs/swagger';

import { ArrayMaxSize, IsArray, IsInt, IsISO8601, IsObject, IsOptional, IsString, Length, Min } from 'class-validator';

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
