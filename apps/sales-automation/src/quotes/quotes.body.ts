import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { declineReasons, quoteApprovalRefused, quoteDeclined, quotePrepared, recipient } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsUUID, ValidateNested } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { Shaped } from '../commands/shaped.body';
import { PricesBody, SalesCustomerBody } from '../prices/prices.body';

const { owner, note, revision } = quotePrepared.schema.shape;
const { name, organisation, address } = recipient.shape;

export class RecipientBody {
  @Shaped(name, 'The person') name?: string;
  @Shaped(organisation, 'The organisation') organisation?: string;
  @Shaped(address, 'Lines, as they stand on a letter') address?: string[];
}

export class ReviseQuoteBody extends PricesBody {
  @ApiPropertyOptional({ type: RecipientBody, description: 'Whom the document addresses' })
  @Optional()
  @ValidateNested()
  @Type(() => RecipientBody)
  recipient?: RecipientBody;

  @Shaped(note, 'Free text for the document') note?: string;
}

export class PrepareQuoteBody extends ReviseQuoteBody {
  @Shaped(owner.optional(), 'Sales person; a rep who prepares a quote owns it unless told') owner?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The deal that it belongs to' })
  @Optional()
  @IsUUID()
  opportunityId?: string;
}

export class RevisionBody {
  @Shaped(revision, 'The revision that was looked at') revision!: number;
}

export class RefuseApprovalBody extends RevisionBody {
  @Shaped(quoteApprovalRefused.schema.shape.reason, 'Why not, for its owner') reason!: string;
}

export class DeclineQuoteBody {
  @ApiProperty({ enum: declineReasons })
  @IsIn(declineReasons)
  reason!: (typeof declineReasons)[number];

  @Shaped(quoteDeclined.schema.shape.note, 'In the words of the customer') note?: string;
}

export class QuoteAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['awaiting-approval', 'approval-refused', 'offered', 'expired', 'accepted', 'declined'] })
  status!: string;
  @ApiProperty({ type: Number }) revision!: number;
  @ApiProperty({ type: String, description: 'Sales person' }) owner!: string;
  @ApiProperty({ type: SalesCustomerBody }) customer!: object;
  @ApiProperty({ type: Object, description: 'Lines, taxes, totals, and the versions that they rest on' })
  priced!: object;
  @ApiProperty({ type: Boolean, description: 'The customer was erased' }) erased!: boolean;
}
