import { ApiProperty } from '@nestjs/swagger';
import { currency, priceList, type PriceList } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { Shaped } from '../commands/shaped.body';

const { code, channels, accounts, from, to, prices } = priceList.shape;
const { productId, price, minimumQuantity } = prices.element.shape;

class PriceBody {
  @Shaped(productId, 'The product') productId!: string;
  @Shaped(price, 'Of one, before discount and tax') price!: string;
  @Shaped(minimumQuantity.optional(), 'From this quantity on; 0 unless told') minimumQuantity = '0';
}

export class PublishPriceListBody {
  @Shaped(currency, 'ISO 4217, of every price') currency!: string;
  @Shaped(code, 'Names the list through its versions') code!: string;
  @Shaped(channels.optional(), 'Where it applies; everywhere unless told') channels: PriceList['channels'] = [];
  @Shaped(accounts.optional(), 'Accounts that it is for; everybody unless told') accounts: string[] = [];
  @Shaped(from, 'In force from this moment on,') from!: string;
  @Shaped(to, 'and before this one') to?: string;

  @ApiProperty({ type: [PriceBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2_000)
  @ValidateNested({ each: true })
  @Type(() => PriceBody)
  prices!: PriceBody[];
}

export class WithdrawBody {
  @Shaped(code, 'Every version of it applies no longer') code!: string;
}

export class PriceListsAnswer {
  @ApiProperty({ type: String, description: 'The currency' }) id!: string;
  @ApiProperty({ type: [Object], description: 'Every version of every list, and when it was published' })
  lists!: object[];
}
