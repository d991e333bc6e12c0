import { channels } from '@touchstone/contracts';
import {
  productSorts,
  publicationSorts,
  reassignmentSorts,
  taxTableSorts,
  teamSorts,
  territorySorts,
} from '@touchstone/read-models';
import { PageQuery } from '@touchstone/service-host';
import {
  ChoiceField,
  CodeField,
  DayField,
  IdField,
  InstantField,
  PatternField,
  SortField,
  TextField,
} from './query-fields.body';

const currency = [/^[A-Z]{3}$/, 'currency must be an ISO 4217 currency of three capital letters.'] as const;
const country = [/^[A-Z]{2}$/, 'country must be an ISO 3166 country of two capital letters.'] as const;
const jurisdiction = [/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'jurisdiction must be an ISO 3166 code such as DE.'] as const;

export class ProductsQuery extends PageQuery {
  @TextField('Only the product of this article number.')
  sku?: string;

  @ChoiceField('Only products that stand so.', ['offered', 'discontinued'])
  status?: string;

  @PatternField('Only products of this tax class.', /^[a-z_]{1,40}$/, 'taxClass must be a code such as standard.')
  taxClass?: string;

  @TextField('Part of the name, in any language.')
  q?: string;

  @SortField(productSorts)
  sort = 'sku';
}

class PublicationsQuery extends PageQuery {
  @CodeField('Only versions of this code.')
  code?: string;

  @ChoiceField('Only what applies in this channel: for it alone, or everywhere.', channels)
  channel?: string;

  @InstantField('Only what is in force at this moment, of each code the latest version; a day: at its end, UTC.')
  on?: string;

  @SortField(publicationSorts)
  sort = 'code';
}

export class PriceListsQuery extends PublicationsQuery {
  @PatternField('Only lists in this currency.', ...currency)
  currency?: string;

  @TextField('Only what applies to this account: for it alone, or for everybody.')
  account?: string;

  @IdField('Only lists that have a price for this product.')
  product?: string;
}

export class TermsQuery extends PublicationsQuery {}

export class TaxTablesQuery extends PageQuery {
  @PatternField('Only tables of this country, or part of one.', ...jurisdiction)
  jurisdiction?: string;

  @InstantField('Only the table that holds at this moment; a day: at its end, UTC.')
  on?: string;

  @SortField(taxTableSorts)
  sort = 'jurisdiction';
}

export class TeamsQuery extends PageQuery {
  @CodeField('Only the team of this code.')
  code?: string;

  @CodeField('Only teams to which this sales person belongs on the day.')
  person?: string;

  @DayField('The day (UTC) of `person`; today unless told.')
  on?: string;

  @SortField(teamSorts)
  sort = 'code';
}

export class TerritoriesQuery extends PageQuery {
  @CodeField('Only territories of this code.')
  code?: string;

  @PatternField('Only territories in which this country lies.', ...country)
  country?: string;

  @CodeField('Only territories that this sales person covers on the day.')
  person?: string;

  @DayField('The day (UTC) of `person` and of `coveredBy`; today unless told.')
  on?: string;

  @SortField(territorySorts)
  sort = 'code';
}

export class ReassignmentsQuery extends PageQuery {
  @ChoiceField('Only reassignments that stand so.', ['running', 'completed'])
  status?: string;

  @CodeField('Only those to this sales person.')
  to?: string;

  @TextField('Only those that this person asked for.')
  by?: string;

  @SortField(reassignmentSorts)
  sort = '-requestedAt';
}
