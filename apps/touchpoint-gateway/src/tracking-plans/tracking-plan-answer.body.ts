import { ApiProperty } from '@nestjs/swagger';
import { planModes, type PlanMode, type TrackingPlan } from './plan';
import { quarantineStates, type QuarantineState } from './quarantine.tables';
import { TrackingPlanBody } from './tracking-plan.body';

export class PlanVersionAnswer {
  @ApiProperty({ type: Number, minimum: 1 }) version!: number;
  @ApiProperty({ enum: planModes }) mode!: PlanMode;
  @ApiProperty({ type: String, description: 'Id of the API key that stored it' }) by!: string;
  @ApiProperty({ type: String, format: 'date-time' }) at!: Date;
}

export class WholePlanVersion extends PlanVersionAnswer {
  @ApiProperty({ type: TrackingPlanBody }) plan!: TrackingPlan;
}

export class TrackingPlanAnswer {
  @ApiProperty({ type: WholePlanVersion, nullable: true }) current!: WholePlanVersion | null;
  @ApiProperty({ type: [PlanVersionAnswer], description: 'Newest first' }) versions!: readonly PlanVersionAnswer[];
}

class QuarantinedAnswer {
  @ApiProperty({ type: String, format: 'uuid', description: 'Id that the event has, and will have' }) id!: string;
  @ApiProperty({ type: Number, description: 'Version of the plan that it breaks' }) version!: number;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it was received' }) at!: Date;
  @ApiProperty({ type: String, description: 'JSON pointer; * where the plan does not name the key' }) pointer!: string;
  @ApiProperty({ type: String }) detail!: string;
  @ApiProperty({ enum: quarantineStates }) state!: QuarantineState;
  @ApiProperty({ type: String, nullable: true }) decidedBy!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) decidedAt!: Date | null;
}

export class QuarantineList {
  @ApiProperty({ type: [QuarantinedAnswer] }) items!: readonly QuarantinedAnswer[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class Decided {
  @ApiProperty({ type: Number, description: 'How many of them were held until now' }) decided!: number;
}
