import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

export class IdentifierBody {
  @ApiProperty({ description: 'user_id, email, phone, loyalty_card, external.<name>, …' })
  @IsString()
  @Length(1, 60)
  type!: string;

  @ApiProperty({ description: 'As the customer uses it; it is normalised here' })
  @IsString()
  @Length(1, 512)
  value!: string;
}

const reason = { minLength: 1, maxLength: 1000, description: 'Why; sealed like personal data' };

/** Two customers, by id or by an identifier of each. */
export class SidesBody {
  @ApiPropertyOptional({ type: [String], format: 'uuid', minItems: 2, maxItems: 2 })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @IsUUID(undefined, { each: true })
  customers?: string[];

  @ApiPropertyOptional({
    type: [IdentifierBody],
    minItems: 2,
    maxItems: 2,
    description: 'Instead of customers: one identifier of each',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => IdentifierBody)
  identifiers?: IdentifierBody[];

  @ApiProperty(reason)
  @IsString()
  @Length(1, 1000)
  reason!: string;
}

export class SplitBody {
  @ApiProperty({ type: [IdentifierBody], description: 'One side; the rest of the customer is the other' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => IdentifierBody)
  identifiers!: IdentifierBody[];

  @ApiProperty(reason)
  @IsString()
  @Length(1, 1000)
  reason!: string;
}

export class ErasureBody {
  @ApiProperty({ maxLength: 200, description: 'On what ground, without personal data: it stays in the log' })
  @IsString()
  @Length(1, 200)
  basis!: string;
}

const identity = /^[0-9a-f]{32}$/;

export class RulesBody {
  @ApiProperty({ description: 'The version that these rules follow; another one in force is a conflict' })
  @IsInt()
  @Min(1)
  after!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer', minimum: 1 } })
  @IsObject()
  limits!: Record<string, number>;

  @ApiProperty({ minimum: 1, maximum: 10_000 })
  @IsInt()
  @Min(1)
  @Max(10_000)
  maxPartners!: number;

  @ApiProperty({ minimum: 2, maximum: 500 })
  @IsInt()
  @Min(2)
  @Max(500)
  maxIdentities!: number;

  @ApiPropertyOptional({ type: [String], description: 'Source identities that never link' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @Matches(identity, { each: true })
  blocked?: string[];

  @ApiPropertyOptional({
    type: [IdentifierBody],
    description: 'Identifiers that never link; only their identities are kept',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => IdentifierBody)
  blockedIdentifiers?: IdentifierBody[];

  @ApiProperty({ maxLength: 1000, description: 'Without personal data: it stays in the log' })
  @IsString()
  @Length(1, 1000)
  reason!: string;
}
