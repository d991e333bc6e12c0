import type { PipelineEvent } from '@touchstone/contracts';
import { RuleBroken } from '../commands/rule-broken';
import type { StreamKind } from '../commands/stream-kind';

export interface Stage {
  readonly stage: string;
  readonly name: string;
  /** Share of one as text. */
  readonly probability: string;
}

export type Pipeline =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'published' | 'retired';
      readonly pipelineId: string;
      readonly name: string;
      readonly version: number;
      readonly stages: readonly Stage[];
    };

export const unknownPipeline: Pipeline = { status: 'unknown' };

export const evolvePipeline = (state: Pipeline, event: PipelineEvent): Pipeline => {
  switch (event.type) {
    case 'sales.pipeline.published': {
      const { pipelineId, name, version, stages } = event.data;
      return { status: 'published', pipelineId, name, version, stages };
    }
    case 'sales.pipeline.retired':
      return state.status === 'unknown' ? state : { ...state, status: 'retired' };
  }
};

/** A stage of a pipeline as an opportunity keeps it. */
export interface Place {
  readonly pipelineId: string;
  readonly pipelineVersion: number;
  readonly stage: string;
  readonly probability: string;
}

/** The stage under the version that is in force, the first stage unless told. Throws RuleBroken when there is none. */
export const placeIn = (pipeline: Pipeline, wanted: string | undefined): Place => {
  if (pipeline.status === 'unknown')
    throw new RuleBroken('unknown-pipeline', 'There is no such pipeline.', '/pipelineId', 422);
  const { pipelineId, version, stages } = pipeline;
  const found = wanted === undefined ? stages[0] : stages.find(({ stage }) => stage === wanted);
  if (!found) {
    const known = stages.map(({ stage }) => stage).join(', ');
    throw new RuleBroken('unknown-stage', `The pipeline has the stages ${known}: name one of them.`, '/stage', 422);
  }
  return { pipelineId, pipelineVersion: version, stage: found.stage, probability: found.probability };
};

export const pipelines: StreamKind<Pipeline, PipelineEvent> = {
  category: 'pipeline',
  initial: unknownPipeline,
  evolve: evolvePipeline,
  ownerOf: () => undefined,
  concerned: () => [],
};
