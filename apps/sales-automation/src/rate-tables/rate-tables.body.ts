import { ApiProperty } from '@nestjs/swagger';
import { ratesSet, rateTableOpened } from '@touchstone/contracts';
import { Shaped } from '../commands/shaped.body';

const { name, base } = rateTableOpened.schema.shape;
const { from, rates } = ratesSet.schema.shape;

export class OpenRateTableBody {
  @Shaped(name, 'As people read it') name!: string;
  @Shaped(base, 'ISO 4217: what one unit of every other currency is worth in it') base!: string;
}
export class SetRatesBody {
  @Shaped(from, 'They hold from this day (UTC)') from!: string;
  @Shaped(rates, 'Units of the base for one unit of the currency') rates!: { currency: string; rate: string }[];
}
export class RateTableAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ type: String }) base!: string;
  @ApiProperty({ type: Object, description: 'Day -> currency -> rate from then on' }) days!: object;
}
