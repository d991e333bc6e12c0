import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { currency, decimal, jurisdiction, salesChannel, type PricedQuote } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsUUID, ValidateNested } from 'class-validator';
import { z } from 'zod';
import { Optional } from '../fields/optional.body';
import { Shaped } from '../commands/shaped.body';

export class SalesCustomerBody {
  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The person' })
  @Optional()
  @IsUUID()
  contact?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'The organisation' })
  @Optional()
  @IsUUID()
  account?: string;
}

class DiscountBody {
  @Shaped(decimal.optional(), 'Percent of the list amount of the line, or')
  percent?: string;

  @Shaped(decimal.optional(), 'an amount in the currency of the quote')
  amount?: string;
}

class RequestedLineBody {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  productId!: string;

  @Shaped(decimal, 'A decimal number as text, more than nothing')
  quantity!: string;

  @ApiPropertyOptional({ type: DiscountBody })
  @Optional()
  @ValidateNested()
  @Type(() => DiscountBody)
  discount?: DiscountBody;
}

export class PricesBody {
  @ApiProperty({ type: SalesCustomerBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => SalesCustomerBody)
  customer!: SalesCustomerBody;

  @Shaped(salesChannel, 'Where the contact is')
  channel!: PricedQuote['channel'];

  @Shaped(currency, 'ISO 4217')
  currency!: string;

  @Shaped(jurisdiction, 'Whose taxes apply: ISO 3166, such as DE')
  jurisdiction!: string;

  @ApiProperty({ type: [RequestedLineBody] })
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => RequestedLineBody)
  lines!: RequestedLineBody[];
}

export class PricesAtBody extends PricesBody {
  @Shaped(z.iso.datetime().optional(), 'A moment until now; now unless told')
  at?: string;
}
