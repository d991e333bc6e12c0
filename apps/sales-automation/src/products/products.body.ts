import { ApiProperty } from '@nestjs/swagger';
import { productSpecification } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { IsDefined, IsString, Length, ValidateNested } from 'class-validator';
import { Shaped } from '../commands/shaped.body';

const { name, unit, taxClass, attributes } = productSpecification.shape;

export class SpecificationBody {
  @Shaped(name, 'What documents call it: language -> text') name!: Record<string, string>;
  @Shaped(unit, 'What one is, such as piece') unit!: string;
  @Shaped(taxClass, 'Which rate of a tax table applies, such as standard') taxClass!: string;
  @Shaped(attributes, 'Whatever else specifies it') attributes!: Record<string, string>;
}

export class IntroduceProductBody {
  @ApiProperty({ type: String, maxLength: 200, description: 'Article number' })
  @IsString()
  @Length(1, 200)
  sku!: string;

  @ApiProperty({ type: SpecificationBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => SpecificationBody)
  specification!: SpecificationBody;
}

export class ProductAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['offered', 'discontinued'] }) status!: string;
  @ApiProperty({ type: String }) sku!: string;
  @ApiProperty({ type: [Object], description: 'Every version, and when it was specified' }) specifications!: object[];
}
