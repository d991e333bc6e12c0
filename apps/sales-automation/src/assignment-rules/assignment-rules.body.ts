import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels, salesCodePattern } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, Matches, ValidateNested } from 'class-validator';
import { Code, OptionalCode, OptionalCountry, OptionalId } from '../fields/fields.body';
import { Optional } from '../fields/optional.body';

export class AssignmentRuleBody {
  @Code('Short name: the assignment names it') code!: string;

  @ApiPropertyOptional({ enum: channels, description: 'Only leads of this channel' })
  @Optional()
  @IsIn(channels)
  channel?: (typeof channels)[number];

  @OptionalCode('Only leads of this origin') origin?: string;
  @OptionalCountry('Only leads of this country, ISO 3166') country?: string;

  @OptionalId('Only leads of a country of this territory; whoever covers it on the day gets them') territory?: string;

  @ApiProperty({
    type: [String],
    description: 'Sales people who get the leads in turn; of a territory, while nobody covers it',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @Matches(salesCodePattern, { each: true, message: 'each of owners must be the id of a sales person, such as ana' })
  owners!: string[];
}

export class AssignmentRulesBody {
  @ApiProperty({ type: [AssignmentRuleBody], description: 'The first that fits decides' })
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => AssignmentRuleBody)
  rules!: AssignmentRuleBody[];
}
