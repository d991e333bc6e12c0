import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { departments } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { IsDefined, IsIn, ValidateNested } from 'class-validator';
import { Code, OptionalId, OptionalText } from '../fields/fields.body';

class SideBody {
  @ApiProperty({ enum: departments })
  @IsIn(departments)
  department!: (typeof departments)[number];

  @Code('Who hands it on, or is to take it') person!: string;
}

export class OfferHandoffBody {
  @ApiProperty({ type: SideBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => SideBody)
  from!: SideBody;

  @ApiProperty({ type: SideBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => SideBody)
  to!: SideBody;

  @Code('What is handed on, such as installation') subject!: string;
  @OptionalId('The contact') contactId?: string;
  @OptionalId('The account') accountId?: string;
  @OptionalId('The deal') opportunityId?: string;
  @OptionalId('The order') orderId?: string;
  @OptionalText('Free text') note?: string;
}
export class AcceptHandoffBody {}
export class ReturnHandoffBody {
  @Code('Why, as a code') reason!: string;
  @OptionalText('Free text') note?: string;
}

export class HandoffAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['offered', 'accepted', 'returned'] }) status!: string;
  @ApiProperty({ type: SideBody }) from!: object;
  @ApiProperty({ type: SideBody }) to!: object;
  @ApiProperty({ type: String }) subject!: string;
  @ApiProperty({ type: String, format: 'date-time' }) offeredAt!: string;
  @ApiPropertyOptional({ type: Number, description: 'Milliseconds until it was accepted or returned' })
  afterMs?: number;
  @ApiPropertyOptional({ type: String, description: 'Why it was returned' }) reason?: string;
  @ApiPropertyOptional({ type: String, description: 'What was written when it was returned' })
  returnNote?: string | undefined;
  @ApiProperty({ type: Boolean, description: 'The person was erased' }) erased!: boolean;
}
