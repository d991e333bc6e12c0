import { IntersectionType, PickType } from '@nestjs/swagger';
import { forecastGroups, opportunitySorts, type ForecastGroup } from '@touchstone/read-models';
import { PageQuery } from '@touchstone/service-host';
import {
  ChoiceField,
  CodeField,
  DayField,
  DecimalField,
  IdField,
  InstantField,
  SortField,
  TextField,
} from './query-fields.body';

/** What lists and reports of sales may be narrowed to, and asked for. */
class Filters {
  @CodeField('Only records of this sales person.')
  owner?: string;

  @CodeField('Only records that count for this team.')
  team?: string;

  @IdField('Only opportunities in this pipeline.')
  pipeline?: string;

  @InstantField('As the facts up to this moment tell it; now unless told. A date alone means its first moment, UTC.')
  asOf?: string;

  @DayField('First day that counts.')
  from?: string;

  @DayField('First day that counts no more.')
  until?: string;

  @IdField('Converts into the base of this rate table, and shows the rates. Without it no currencies are summed.')
  rateTable?: string;
}

export class PipelineQuery extends PickType(Filters, ['owner', 'team', 'pipeline']) {}

export class OpportunitiesQuery extends IntersectionType(PageQuery, PipelineQuery) {
  @ChoiceField('Only opportunities that stand so.', ['open', 'won', 'lost'])
  status?: string;

  @CodeField('Only those in this stage.')
  stage?: string;

  @TextField('Only those of this account.')
  account?: string;

  @CodeField('Only those in which the customer named this competitor.')
  competitor?: string;

  @DayField('Expected to close on this day or later.')
  closesFrom?: string;

  @DayField('Expected to close before this day.')
  closesUntil?: string;

  @DecimalField('Of at least this amount, whatever its currency.')
  minAmount?: string;

  @SortField(opportunitySorts)
  sort = 'expectedClose';
}

export class ForecastQuery extends Filters {
  @ChoiceField('Sums are grouped so; by stage unless told.', forecastGroups)
  by: ForecastGroup = 'stage';
}

export class AccuracyQuery extends PickType(Filters, ['owner', 'team', 'from', 'until', 'rateTable']) {
  @ChoiceField('How long a period is; a month unless told.', ['month', 'quarter'])
  period: 'month' | 'quarter' = 'month';
}

class AttainmentFilters extends PickType(Filters, ['owner', 'team', 'asOf', 'from', 'until', 'rateTable']) {}
export class AttainmentQuery extends IntersectionType(PageQuery, AttainmentFilters) {}
