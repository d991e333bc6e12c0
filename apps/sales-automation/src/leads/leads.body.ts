import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, ValidateNested } from 'class-validator';
import { Code, OptionalCode, OptionalCountry, OptionalId, OptionalText } from '../fields/fields.body';
import { Optional } from '../fields/optional.body';
import { OrganisationBody, PersonBody } from '../parties/party.body';

export class CaptureLeadBody {
  @ApiProperty({ enum: channels, description: 'Where the contact was made' })
  @IsIn(channels)
  channel!: (typeof channels)[number];

  @OptionalCode('What brought the lead, as a code: a fair, a campaign, a referral') origin?: string;
  @OptionalCountry('Where the lead is, ISO 3166') country?: string;

  @ApiProperty({ type: PersonBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => PersonBody)
  person!: PersonBody;

  @OptionalText('Free text') note?: string;
  @OptionalCode('Sales person; a rep who captures a lead owns it unless told') owner?: string;
}

export class AssignBody {
  @Code('Sales person') owner!: string;
}

export class DisqualifyLeadBody {
  @Code('Why not, as a code, such as no-budget') reason!: string;
  @OptionalText('Free text') note?: string;
}

export class QualifyLeadBody {
  @OptionalId('The contact that it is; a new one unless told') contactId?: string;
  @OptionalId('The account that the person buys for') accountId?: string;

  @ApiPropertyOptional({ type: OrganisationBody, description: 'Opens an account for it' })
  @Optional()
  @ValidateNested()
  @Type(() => OrganisationBody)
  organisation?: OrganisationBody;

  @OptionalCode('Part in buying, as a code; `member` unless told') role = 'member';
}
