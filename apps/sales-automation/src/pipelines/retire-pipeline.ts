import { pipelineRetired, type PipelineEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Pipeline } from './pipeline';

/** No opportunity is opened in it any more. */
export const retirePipeline: Decide<Pipeline, PipelineEvent> = (state, { now, by }) => {
  if (state.status === 'unknown') throw new RuleBroken('unknown-pipeline', 'There is no such pipeline.');
  if (state.status === 'retired') return [];
  return [pipelineRetired({ pipelineId: state.pipelineId, by, retiredAt: now })];
};
