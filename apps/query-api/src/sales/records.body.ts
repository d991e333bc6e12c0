import { activityKinds, channels, departments } from '@touchstone/contracts';
import {
  accountSorts,
  activitySorts,
  contactSorts,
  handoffSorts,
  leadSorts,
  orderSorts,
  quoteSorts,
} from '@touchstone/read-models';
import { PageQuery } from '@touchstone/service-host';
import {
  ChoiceField,
  CodeField,
  DayField,
  DecimalField,
  IdField,
  PatternField,
  SortField,
  TextField,
} from './query-fields.body';

/** What every list of records may be narrowed to. */
class RecordsQuery extends PageQuery {
  @CodeField('Only records of this sales person.')
  owner?: string;

  @TextField('Words of the name of the customer, or of the organisation beside; or their beginnings.')
  q?: string;

  @IdField('Only records of this customer, under whichever of its identities.')
  customer?: string;
}

export class LeadsQuery extends RecordsQuery {
  @ChoiceField('Only leads that stand so.', ['open', 'qualified', 'disqualified'])
  status?: string;

  @ChoiceField('Only leads of this channel.', channels)
  channel?: string;

  @CodeField('Only leads that this brought: a fair, a campaign, a referral.')
  origin?: string;

  @PatternField(
    'Only leads of this country.',
    /^[A-Z]{2}$/,
    'country must be an ISO 3166 country of two capital letters.',
  )
  country?: string;

  @SortField(leadSorts)
  sort = '-capturedAt';
}

export class ContactsQuery extends RecordsQuery {
  @IdField('Only contacts who play a part at this account.')
  account?: string;

  @SortField(contactSorts)
  sort = '-addedAt';
}

export class AccountsQuery extends RecordsQuery {
  @IdField('Only accounts that belong to this one.')
  parent?: string;

  @SortField(accountSorts)
  sort = '-openedAt';
}

export class HandoffsQuery extends RecordsQuery {
  @ChoiceField('`offered`: whoever is to take it has not answered yet.', ['offered', 'accepted', 'returned'])
  status?: string;

  @CodeField('Only what this person handed on.')
  from?: string;

  @CodeField('Only what this person was to take.')
  to?: string;

  @ChoiceField('Only what this department handed on.', departments)
  fromDepartment?: string;

  @ChoiceField('Only what this department was to take.', departments)
  toDepartment?: string;

  @SortField(handoffSorts)
  sort = 'offeredAt';
}

/** What is sold: quotes and orders. */
class SalesQuery extends RecordsQuery {
  @TextField('Only those of this contact, by its id.')
  contact?: string;

  @TextField('Only those of this account, by its id.')
  account?: string;

  @IdField('Only those that serve this opportunity.')
  opportunity?: string;

  @ChoiceField('Only those of this channel.', channels)
  channel?: string;

  @PatternField(
    'Only those in this currency.',
    /^[A-Z]{3}$/,
    'currency must be an ISO 4217 currency of three capital letters.',
  )
  currency?: string;

  @TextField('Only those with a line of this product.')
  sku?: string;
}

export class QuotesQuery extends SalesQuery {
  @ChoiceField('Only quotes that stand so now.', [
    'awaiting-approval',
    'approval-refused',
    'offered',
    'expired',
    'accepted',
    'declined',
  ])
  status?: string;

  @DecimalField('Of at least this amount before tax, whatever its currency.')
  minNet?: string;

  @SortField(quoteSorts)
  sort = '-preparedAt';
}

export class OrdersQuery extends SalesQuery {
  @ChoiceField('Only orders that stand so.', ['placed', 'cancelled'])
  status?: string;

  @IdField('Only the order of this quote.')
  quote?: string;

  @TextField('Only orders that count under this number: that of a shop, or their own id.')
  number?: string;

  @DecimalField('Of at least this amount before tax, whatever its currency.')
  minAmount?: string;

  @DayField('Placed on this day (UTC) or later.')
  placedFrom?: string;

  @DayField('Placed before this day (UTC).')
  placedUntil?: string;

  @SortField(orderSorts)
  sort = '-placedAt';
}

export class ActivitiesQuery extends RecordsQuery {
  @ChoiceField('Only activities that stand so.', ['planned', 'done', 'cancelled'])
  status?: string;

  @ChoiceField('Only activities of this kind.', activityKinds)
  kind?: string;

  @IdField('Only those about this contact.')
  contact?: string;

  @IdField('Only those about this lead.')
  lead?: string;

  @IdField('Only those about this account.')
  account?: string;

  @IdField('Only those that serve this opportunity.')
  opportunity?: string;

  @DayField('Due on this day (UTC) or later.')
  dueFrom?: string;

  @DayField('Due before this day (UTC).')
  dueUntil?: string;

  @DayField('Done on this day (UTC) or later.')
  doneFrom?: string;

  @DayField('Done before this day (UTC).')
  doneUntil?: string;

  @SortField(activitySorts)
  sort = 'dueAt';
}

export class MyDayQuery extends PageQuery {
  @CodeField('Whose day; that of the sales person whom the key names unless told.')
  owner?: string;

  @DayField('Last day (UTC) on which something is due; today unless told.')
  until?: string;
}

export class ContactsMadeQuery {
  @CodeField('Only contacts that this sales person made.')
  owner?: string;

  @DayField('First day (UTC) that counts; 30 days before `until` unless told.')
  from?: string;

  @DayField('First day (UTC) that counts no more; tomorrow unless told.')
  until?: string;
}
