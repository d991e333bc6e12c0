import { ApiProperty } from '@nestjs/swagger';
import { jurisdiction, taxTable } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { Shaped } from '../commands/shaped.body';

const { from, rates } = taxTable.shape;
const { taxClass, rate } = rates.element.shape;

class TaxRateBody {
  @Shaped(taxClass, 'As specifications of products name it') taxClass!: string;
  @Shaped(rate, 'Percent of the net amount') rate!: string;
}

export class PublishTaxTableBody {
  @Shaped(jurisdiction, 'ISO 3166, such as DE') jurisdiction!: string;
  @Shaped(from, 'In force from this moment on') from!: string;

  @ApiProperty({ type: [TaxRateBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => TaxRateBody)
  rates!: TaxRateBody[];
}

export class TaxTablesAnswer {
  @ApiProperty({ type: String, description: 'The jurisdiction' }) id!: string;
  @ApiProperty({ type: [Object], description: 'Every version, and when it was published' }) tables!: object[];
}
