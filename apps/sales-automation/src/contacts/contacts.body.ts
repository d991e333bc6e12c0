import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { Code, Id, OptionalCode } from '../fields/fields.body';
import { PersonBody } from '../parties/party.body';

class AccountPartBody {
  @Id('The account') id!: string;
  @Code('Part in buying, such as decision-maker') role!: string;
}

export class ChangeContactBody {
  @ApiProperty({ type: PersonBody, description: 'All that is known' })
  @IsDefined()
  @ValidateNested()
  @Type(() => PersonBody)
  person!: PersonBody;
}
export class AddContactBody extends ChangeContactBody {
  @OptionalCode('Sales person; a rep owns what he adds unless told') owner?: string;

  @ApiPropertyOptional({ type: AccountPartBody })
  @Optional()
  @ValidateNested()
  @Type(() => AccountPartBody)
  account?: AccountPartBody;
}
export class JoinAccountBody {
  @Id('The account') accountId!: string;
  @Code('Part in buying, such as decision-maker') role!: string;
}
export class LeaveAccountBody {
  @Id('The account') accountId!: string;
}

export class ContactAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Sales person' }) owner!: string | null;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) leadId?: string | undefined;
  @ApiProperty({ type: PersonBody }) person!: object;
  @ApiProperty({ type: Object, description: 'Account -> part in buying' }) accounts!: object;
  @ApiProperty({ type: Boolean, description: 'The person was erased' }) erased!: boolean;
}
