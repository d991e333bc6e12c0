import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDefined, ValidateNested } from 'class-validator';
import { OptionalCode, OptionalId } from '../fields/fields.body';
import { OrganisationBody } from '../parties/party.body';

export class ChangeAccountBody {
  @ApiProperty({ type: OrganisationBody, description: 'All that is known' })
  @IsDefined()
  @ValidateNested()
  @Type(() => OrganisationBody)
  organisation!: OrganisationBody;
}
export class OpenAccountBody extends ChangeAccountBody {
  @OptionalId('The account that it belongs to') parentId?: string;
  @OptionalCode('Sales person; a rep owns what he opens unless told') owner?: string;
}
export class MoveAccountBody {
  @OptionalId('The account that it belongs to from now on; none when it is missing') parentId?: string;
}

export class AccountAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Sales person' }) owner!: string | null;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) parentId?: string | undefined;
  @ApiProperty({ type: OrganisationBody }) organisation!: object;
  @ApiProperty({ type: Boolean, description: 'The organisation was erased' }) erased!: boolean;
}
