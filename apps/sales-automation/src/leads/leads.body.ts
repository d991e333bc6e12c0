import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels, salesCodePattern } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, IsOptional, IsString, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { OptionalCountry } from '../fields/fields.body';
import { OrganisationBody, PersonBody } from '../parties/party.body';

const code = { message: '$property must be a code of 1 to 64 lower-case letters, digits, dots, dashes or underscores' };
const id = { message: '$property must be the id of a sales person, such as ana' };

export class CaptureLeadBody {
  @ApiProperty({ enum: channels, description: 'Where the contact was made' })
  @IsIn(channels)
  channel!: (typeof channels)[number];

  @ApiPropertyOptional({
    type: String,
    description: 'What brought the lead, as a code: a fair, a campaign, a referral',
  })
  @IsOptional()
  @Matches(salesCodePattern, code)
  origin?: string;

  @OptionalCountry('Where the lead is, ISO 3166') country?: string;

  @ApiProperty({ type: PersonBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => PersonBody)
  person!: PersonBody;

  @ApiPropertyOptional({ type: String, maxLength: 4000 })
  @IsOptional()
  @IsString()
  @Length(1, 4000)
  note?: string;

  @ApiPropertyOptional({ type: String, description: 'Sales person; a rep who captures a lead owns it unless told' })
  @IsOptional()
  @Matches(salesCodePattern, id)
  owner?: string;
}

export class AssignBody {
  @ApiProperty({ type: String, description: 'Sales person' })
  @Matches(salesCodePattern, id)
  owner!: string;
}

export class DisqualifyLeadBody {
  @ApiProperty({ type: String, description: 'Why not, as a code, such as no-budget' })
  @Matches(salesCodePattern, code)
  reason!: string;

  @ApiPropertyOptional({ type: String, maxLength: 4000 })
  @IsOptional()
  @IsString()
  @Length(1, 4000)
  note?: string;
}

export class QualifyLeadBody {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The contact that it is; a new one unless told' })
  @IsOptional()
  @IsUUID()
  contactId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The account that the person buys for' })
  @IsOptional()
  @IsUUID()
  accountId?: string;

  @ApiPropertyOptional({ type: OrganisationBody, description: 'Opens an account for it' })
  @IsOptional()
  @ValidateNested()
  @Type(() => OrganisationBody)
  organisation?: OrganisationBody;

  @ApiPropertyOptional({ type: String, default: 'member', description: 'Part in buying, as a code' })
  @IsOptional()
  @Matches(salesCodePattern, code)
  role = 'member';
}
