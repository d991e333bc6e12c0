import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { opportunityFacts } from '../sales-facts/opportunity-facts.entity';
import { salesPipelineMigrations } from './migrations';
import { opportunities } from './opportunities.entity';
import { pipelines, pipelineStages } from './pipelines.entity';
import { stays } from './stays.entity';

export const salesPipeline = readModel('sales-pipeline', 1, salesPipelineMigrations, [
  opportunities,
  stays,
  pipelines,
  pipelineStages,
  opportunityFacts,
  incompleteIdentities,
]);
