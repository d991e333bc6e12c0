import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { PageQuery } from '@touchstone/service-host';

export class FindCustomersQuery extends PageQuery {
  @ApiPropertyOptional({
    type: 'string',
    example: 'email:ann@example.com',
    description: '`<identifier type>:<value>`, as an emitter would send it. Answers one customer or none.',
  })
  @IsOptional()
  @IsString({ message: 'identifier must be given once, as <type>:<value>.' })
  @MaxLength(600, { message: 'identifier is longer than any identifier.' })
  @Matches(/^[a-z_]+(\.[a-z0-9_]+)?:[^]+$/, {
    message: 'identifier must be written <type>:<value>, such as email:ann@example.com.',
  })
  identifier?: string;

  @ApiPropertyOptional({
    type: 'string',
    example: 'GB',
    description: 'Country of a phone number that names none (ISO 3166).',
  })
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'region must be an ISO 3166 country of two capital letters.' })
  region?: string;

  @ApiPropertyOptional({
    type: 'string',
    example: 'jose alv',
    description: 'Words of a name, or their beginnings. Accents and case do not matter.',
  })
  @IsOptional()
  @IsString({ message: 'q must be given once.' })
  @MinLength(1, { message: 'q must not be empty.' })
  @MaxLength(200, { message: 'q must have at most 200 characters.' })
  q?: string;
}
