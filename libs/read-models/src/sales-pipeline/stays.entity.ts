import { table } from '../table';

/** One row per stay of an opportunity in a stage. */
export const stays = table({
  tableName: 'stays',
  columns: {
    opportunity_id: { type: 'uuid', primary: true },
    entered_at: { type: 'timestamptz', primary: true },
    left_at: { type: 'timestamptz', nullable: true },
    pipeline_id: { type: 'uuid' },
    pipeline_version: { type: 'int' },
    stage: { type: 'text' },
  },
});
