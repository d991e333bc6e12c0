import type { Opportunity } from './opportunity';

export interface TimeInStage {
  readonly stage: string;
  readonly pipelineVersion: number;
  readonly enteredAt: string;
  readonly leftAt?: string;
  readonly seconds: number;
}

/** Every stay in a stage, oldest first; the time after a win or a loss belongs to no stage. */
export const timeInStages = ({ steps }: Pick<Opportunity, 'steps'>, now: string): TimeInStage[] =>
  steps.flatMap((step, index) => {
    if (step.status !== 'open') return [];
    const leftAt = steps[index + 1]?.at;
    const ms = Date.parse(leftAt ?? now) - Date.parse(step.at);
    return [
      {
        stage: step.stage,
        pipelineVersion: step.pipelineVersion,
        enteredAt: step.at,
        ...(leftAt !== undefined && { leftAt }),
        seconds: Math.max(0, Math.round(ms / 1000)),
      },
    ];
  });
