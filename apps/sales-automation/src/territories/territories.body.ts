import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, Matches } from 'class-validator';
import { Code, Day } from '../fields/fields.body';

export class DrawTerritoryBody {
  @Code('Short name') code!: string;

  @ApiProperty({ type: [String], description: 'ISO 3166 countries that lie in it' })
  @IsArray()
  @ArrayMaxSize(300)
  @Matches(/^[A-Z]{2}$/, { each: true, message: 'each of countries must be an ISO 3166 country, such as GB' })
  countries!: string[];
}
export class GiveTerritoryBody {
  @Code('Sales person') person!: string;
  @Day('First day') from!: string;
}

class CoveredAnswer {
  @ApiProperty({ type: String }) person!: string;
  @ApiProperty({ type: String, format: 'date' }) from!: string;
}
export class TerritoryAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) code!: string;
  @ApiProperty({ type: [String] }) countries!: readonly string[];
  @ApiProperty({ type: [CoveredAnswer], description: 'By day' }) covered!: readonly CoveredAnswer[];
}
