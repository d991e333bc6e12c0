import { pipelinePublished, pipelineRetired, type PipelineEvent, type PlainRecorded } from '@touchstone/contracts';
import { pipelines, pipelineStages, writerOf } from '@touchstone/read-models';
import type { ClientBase } from 'pg';
import { run } from '../statement.tables';

export const pipelineTypes: readonly string[] = [pipelinePublished.type, pipelineRetired.type];
const types = new Set(pipelineTypes);

/** Pipelines with their stages. They change rarely, so each of their events is a statement. */
export const pipelineTables = (schema: string) => {
  const write = writerOf(schema, pipelines);
  const writeStages = writerOf(schema, pipelineStages);
  const retire = `UPDATE ${schema}.pipelines SET retired = true WHERE pipeline_id = $1`;
  const one = async (client: ClientBase, event: PipelineEvent): Promise<void> => {
    const { pipelineId: pipeline_id } = event.data;
    if (event.type === 'sales.pipeline.retired') return run(client, `${schema} retire`, retire, [pipeline_id]);
    const { name, version, stages } = event.data;
    await write(client, [{ pipeline_id, name, version, retired: false }]);
    await writeStages(
      client,
      stages.map((stage, ordinal) => ({ pipeline_id, version, ordinal, ...stage })),
    );
  };
  return {
    write: async (client: ClientBase, events: readonly PlainRecorded[]): Promise<void> => {
      for (const event of events) if (types.has(event.type)) await one(client, event as unknown as PipelineEvent);
    },
  };
};
