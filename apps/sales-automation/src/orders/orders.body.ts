import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  cancelReasons,
  decimal,
  money,
  orderReference,
  salesChannel,
  salesOrderPlaced,
  salesOrderReturned,
  type PricedQuote,
} from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, Equals, IsArray, IsDefined, IsIn, IsUUID, ValidateNested } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { Shaped } from '../commands/shaped.body';
import { PricesBody } from '../prices/prices.body';
import { RecipientBody } from '../quotes/quotes.body';

const { owner, note } = salesOrderPlaced.schema.shape;
const { orderSource, orderId } = orderReference.shape;

export class OrderReferenceBody {
  @Shaped(orderSource, 'The other system: its order_source, or the id of its source here') orderSource!: string;
  @Shaped(orderId, 'The number that it gives the order') orderId!: string;
}

class WithoutQuoteBody extends PricesBody {
  @ApiProperty({ enum: [true], description: 'States that there is no quote' })
  @Equals(true)
  withoutQuote!: true;
}

export class PlaceOrderBody {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The quote that was accepted, or else `direct`' })
  @Optional()
  @IsUUID()
  quoteId?: string;

  @ApiPropertyOptional({ type: WithoutQuoteBody, description: 'What is ordered without a quote, priced now' })
  @Optional()
  @ValidateNested()
  @Type(() => WithoutQuoteBody)
  direct?: WithoutQuoteBody;

  @Shaped(salesChannel, 'The contact in which it was taken')
  channel!: PricedQuote['channel'];

  @ApiPropertyOptional({ type: OrderReferenceBody, description: 'So that it counts once when that system reports it' })
  @Optional()
  @ValidateNested()
  @Type(() => OrderReferenceBody)
  external?: OrderReferenceBody;

  @Shaped(owner.optional(), 'Sales person; that of the quote, or the rep who takes the order, unless told')
  owner?: string;

  @ApiPropertyOptional({ type: RecipientBody, description: 'Whom it is delivered to' })
  @Optional()
  @ValidateNested()
  @Type(() => RecipientBody)
  recipient?: RecipientBody;

  @Shaped(note, 'Free text') note?: string;
}

export class CancelOrderBody {
  @ApiProperty({ enum: cancelReasons })
  @IsIn(cancelReasons)
  reason!: (typeof cancelReasons)[number];

  @Shaped(note, 'Free text') note?: string;
}

const returned = salesOrderReturned.schema.shape.lines.element.shape;
class ReturnedLineBody {
  @Shaped(returned.number, 'Number of the line') number!: number;
  @Shaped(returned.quantity, 'How much of it came back') quantity!: string;
}

export class ReturnGoodsBody {
  @ApiProperty({ type: [ReturnedLineBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => ReturnedLineBody)
  lines!: ReturnedLineBody[];

  @Shaped(note, 'Free text') note?: string;
}

class MoneyBody {
  @Shaped(decimal, 'A decimal number as text') amount!: string;
  @Shaped(money.shape.currency, 'ISO 4217') currency!: string;
}

export class RefundOrderBody {
  @ApiProperty({ type: MoneyBody, description: 'Net of tax' })
  @IsDefined()
  @ValidateNested()
  @Type(() => MoneyBody)
  refund!: MoneyBody;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The return that it is for' })
  @Optional()
  @IsUUID()
  returnId?: string;

  @Shaped(note, 'Free text') note?: string;
}

export class OrderAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['placed', 'cancelled'] }) status!: string;
  @ApiProperty({ type: OrderReferenceBody, description: 'Under which it counts' }) reference!: object;
  @ApiProperty({ type: String, description: 'Sales person' }) owner!: string;
  @ApiProperty({ type: String, description: 'Net of tax' }) amount!: string;
  @ApiProperty({ type: String }) currency!: string;
  @ApiProperty({ type: [Object] }) lines!: object[];
  @ApiPropertyOptional({ type: RecipientBody, description: 'Whom it is delivered to' }) recipient?: object;
  @ApiPropertyOptional({ type: String }) note?: string;
  @ApiProperty({ type: [Object] }) returned!: object[];
  @ApiProperty({ type: [Object] }) refunds!: object[];
  @ApiProperty({ type: Boolean, description: 'The customer was erased' }) erased!: boolean;
}
