import { ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import { salesCodePattern } from '@touchstone/contracts';
import { forecastGroups, opportunitySorts, type ForecastGroup } from '@touchstone/read-models';
import { PageQuery } from '@touchstone/service-host';
import { IsIn, IsISO8601, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';

const code = { message: '$property must be a short name such as ana: lower-case letters, digits, dots, dashes.' };
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const asDay = { message: '$property must be a day such as 2026-03-31.' };
const sorts = opportunitySorts.flatMap((sort) => [sort, `-${sort}`]);

/** What lists and reports of sales may be narrowed to, and asked for. */
class Filters {
  @ApiPropertyOptional({ type: String, description: 'Only records of this sales person.' })
  @IsOptional()
  @Matches(salesCodePattern, code)
  owner?: string;

  @ApiPropertyOptional({ type: String, description: 'Only records that count for this team.' })
  @IsOptional()
  @Matches(salesCodePattern, code)
  team?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Only opportunities in this pipeline.' })
  @IsOptional()
  @IsUUID('all', { message: 'pipeline must be the UUID of a pipeline.' })
  pipeline?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'As the facts up to this moment tell it; now unless told. A date alone means its first moment, UTC.',
  })
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'asOf must be an ISO 8601 time.' })
  @Matches(/^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:?\d\d))?$/, {
    message: 'asOf must name its zone: end it with Z or an offset such as +01:00.',
  })
  asOf?: string;

  @ApiPropertyOptional({ type: String, description: 'First day that counts.' })
  @IsOptional()
  @Matches(day, asDay)
  from?: string;

  @ApiPropertyOptional({ type: String, description: 'First day that counts no more.' })
  @IsOptional()
  @Matches(day, asDay)
  until?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Converts into the base of this rate table, and shows the rates. Without it no currencies are summed.',
  })
  @IsOptional()
  @IsUUID('all', { message: 'rateTable must be the UUID of a rate table.' })
  rateTable?: string;
}

export class PipelineQuery extends PickType(Filters, ['owner', 'team', 'pipeline']) {}

export class OpportunitiesQuery extends IntersectionType(PageQuery, PipelineQuery) {
  @ApiPropertyOptional({ enum: ['open', 'won', 'lost'] })
  @IsOptional()
  @IsIn(['open', 'won', 'lost'], { message: 'status must be open, won or lost.' })
  status?: string;

  @ApiPropertyOptional({ type: String })
  @IsOptional()
  @Matches(salesCodePattern, code)
  stage?: string;

  @ApiPropertyOptional({ type: String, description: 'Only those of this account.' })
  @IsOptional()
  @IsString({ message: 'account must be given once.' })
  @Matches(/^[^\0]*$/, { message: 'account must not contain the character U+0000.' })
  @MaxLength(200, { message: 'account must have at most 200 characters.' })
  account?: string;

  @ApiPropertyOptional({ type: String, description: 'Only those in which the customer named this competitor.' })
  @IsOptional()
  @Matches(salesCodePattern, code)
  competitor?: string;

  @ApiPropertyOptional({ type: String, description: 'Expected to close on this day or later.' })
  @IsOptional()
  @Matches(day, asDay)
  closesFrom?: string;

  @ApiPropertyOptional({ type: String, description: 'Expected to close before this day.' })
  @IsOptional()
  @Matches(day, asDay)
  closesUntil?: string;

  @ApiPropertyOptional({ type: String, description: 'Of at least this amount, whatever its currency.' })
  @IsOptional()
  @Matches(/^\d{1,18}(\.\d{1,6})?$/, { message: 'minAmount must be a decimal number such as 1000.50.' })
  minAmount?: string;

  @ApiPropertyOptional({ enum: sorts, default: 'expectedClose', description: 'A minus in front: from the end.' })
  @IsOptional()
  @IsIn(sorts, { message: `sort must be one of ${sorts.join(', ')}.` })
  sort = 'expectedClose';
}

export class ForecastQuery extends Filters {
  @ApiPropertyOptional({ enum: forecastGroups, default: 'stage' })
  @IsOptional()
  @IsIn(forecastGroups, { message: `by must be one of ${forecastGroups.join(', ')}.` })
  by: ForecastGroup = 'stage';
}

export class AccuracyQuery extends PickType(Filters, ['owner', 'team', 'from', 'until', 'rateTable']) {
  @ApiPropertyOptional({ enum: ['month', 'quarter'], default: 'month' })
  @IsOptional()
  @IsIn(['month', 'quarter'], { message: 'period must be month or quarter.' })
  period: 'month' | 'quarter' = 'month';
}

export class AttainmentQuery extends PickType(Filters, ['owner', 'team', 'asOf', 'from', 'until', 'rateTable']) {}
