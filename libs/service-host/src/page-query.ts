import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** What every list is asked with. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'Members of a page.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt({ message: 'limit must be a whole number from 1 to 200.' })
  @Min(1, { message: 'limit must be at least 1.' })
  @Max(200, { message: 'limit must be at most 200.' })
  limit = 50;

  @ApiPropertyOptional({
    type: 'string',
    description: 'The `next` of the page before, unchanged; filters stay the same.',
  })
  @IsOptional()
  @IsString({ message: 'cursor must be given once.' })
  @MaxLength(1000, { message: 'cursor is longer than any cursor of ours.' })
  cursor?: string;
}
