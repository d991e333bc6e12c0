import type { EventDefinition } from '../events/define-event';
import { opportunityEvents } from './opportunity';
import { pipelineEvents } from './pipeline';
import { quotaEvents } from './quota';
import { rateTableEvents } from './rate-table';

/** Every event of the sales department. Those that name participants are relayed to the customers that they concern. */
export const salesEvents: readonly EventDefinition[] = [
  ...pipelineEvents,
  ...opportunityEvents,
  ...rateTableEvents,
  ...quotaEvents,
];
