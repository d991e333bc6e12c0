import { z } from 'zod';
import { defineEvent, type EventDefinition, type EventOf } from '../events/define-event';
import { actor, instant, salesCode, share } from './values';

export const pipelineStage = z.object({
  stage: salesCode.describe('What opportunities name.'),
  name: z.string().min(1).max(100).describe('As people read it. Clear: it names nobody.'),
  probability: share.describe('How likely an opportunity in this stage is won.'),
});

/** Streams `pipeline-<id>`: how a sales force works, not whom it sells to. */
export const pipelinePublished = defineEvent(
  'sales.pipeline.published',
  1,
  z
    .object({
      pipelineId: z.uuid(),
      version: z.int().min(1).describe('Each publication is the next version; open opportunities keep theirs.'),
      name: z.string().min(1).max(100).describe('Clear: it names nobody.'),
      stages: z.array(pipelineStage).min(1).max(50).describe('In the order in which opportunities pass them.'),
      by: actor,
      publishedAt: instant,
    })
    .describe('A pipeline has these stages and probabilities from now on.'),
  { participants: [] },
);
export const pipelineRetired = defineEvent(
  'sales.pipeline.retired',
  1,
  z
    .object({ pipelineId: z.uuid(), by: actor, retiredAt: instant })
    .describe('No opportunity is opened in this pipeline any more; those that are in it go on.'),
  { participants: [] },
);

export const pipelineEvents = [pipelinePublished, pipelineRetired] as unknown as readonly EventDefinition[];
export type PipelineEvent = EventOf<typeof pipelinePublished> | EventOf<typeof pipelineRetired>;
