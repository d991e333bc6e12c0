import { table } from '../table';

/** The stages of every version of every pipeline. */
export const pipelineStages = table({
  tableName: 'pipeline_stages',
  columns: {
    pipeline_id: { type: 'uuid', primary: true },
    version: { type: 'int', primary: true },
    ordinal: { type: 'int', primary: true },
    stage: { type: 'text' },
    name: { type: 'text' },
    probability: { type: 'numeric' },
  },
});

/** One row per pipeline, as it was published last. */
export const pipelines = table({
  tableName: 'pipelines',
  columns: {
    pipeline_id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    version: { type: 'int' },
    retired: { type: 'boolean' },
  },
});
