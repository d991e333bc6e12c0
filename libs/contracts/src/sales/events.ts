import type { EventDefinition } from '../events/define-event';
import { accountEvents } from './account';
import { activityEvents } from './activity';
import { assignmentRulesEvents } from './assignment-rules';
import { handoffEvents } from './handoff';
import { reassignmentEvents } from './reassignment';
import { teamEvents } from './team';
import { territoryEvents } from './territory';
import { contactEvents } from './contact';
import { leadEvents } from './lead';
import { opportunityEvents } from './opportunity';
import { salesOrderEvents } from './order';
import { orderNumberEvents } from './order-number';
import { pipelineEvents } from './pipeline';
import { priceListEvents } from './price-list';
import { productEvents } from './product';
import { quotaEvents } from './quota';
import { quoteEvents } from './quote';
import { rateTableEvents } from './rate-table';
import { taxTableEvents } from './tax-table';
import { termsEvents } from './terms';

/** Every event of the sales department. Those that name participants are relayed to the customers that they concern. */
export const salesEvents: readonly EventDefinition[] = [
  ...leadEvents,
  ...contactEvents,
  ...accountEvents,
  ...activityEvents,
  ...assignmentRulesEvents,
  ...handoffEvents,
  ...reassignmentEvents,
  ...teamEvents,
  ...territoryEvents,
  ...pipelineEvents,
  ...opportunityEvents,
  ...rateTableEvents,
  ...quotaEvents,
  ...productEvents,
  ...priceListEvents,
  ...termsEvents,
  ...taxTableEvents,
  ...quoteEvents,
  ...salesOrderEvents,
  ...orderNumberEvents,
];
