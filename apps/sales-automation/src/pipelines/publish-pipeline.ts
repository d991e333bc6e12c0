import { canonicalJson, pipelinePublished, type PipelineEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { Decide } from '../commands/stream-kind';
import type { Pipeline, Stage } from './pipeline';

export interface PublishPipeline {
  readonly pipelineId: string;
  readonly name: string;
  readonly stages: readonly Stage[];
}

const refuseTwice = (stages: readonly Stage[]): void => {
  const names = stages.map(({ stage }) => stage);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RuleBroken('stage-twice', `The stage ${twice} is named twice.`, '/stages', 422);
};

/** The next version of a pipeline. Opportunities that are open keep the version that they were moved under. */
export const publishPipeline =
  ({ pipelineId, name, stages }: PublishPipeline): Decide<Pipeline, PipelineEvent> =>
  (state, { now, by }) => {
    refuseTwice(stages);
    if (state.status === 'retired')
      throw new RuleBroken('pipeline-retired', 'The pipeline is retired: publish another one.');
    const isSame =
      state.status === 'published' && state.name === name && canonicalJson(state.stages) === canonicalJson(stages);
    if (isSame) return [];
    const version = state.status === 'unknown' ? 1 : state.version + 1;
    return [pipelinePublished({ pipelineId, version, name, stages: [...stages], by, publishedAt: now })];
  };
