import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { PageQuery } from '@touchstone/service-host';
import { ArrayMaxSize, ArrayNotEmpty, IsIn, IsObject, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import type { JsonObject } from '@touchstone/contracts';
import { plannedCalls, planModes, type PlanMode, type TrackingPlan } from './plan';
import { quarantineStates, type QuarantineState } from './quarantine.tables';

const schemas = { type: 'object', additionalProperties: { type: 'object', additionalProperties: true } } as const;

export class TrackingPlanBody implements TrackingPlan {
  @ApiProperty({
    ...schemas,
    description: 'Name of a track, in any spelling: JSON Schema (2020-12) of its properties',
    example: { 'Order Completed': { required: ['order_id'], properties: { order_id: { type: 'string' } } } },
  })
  @IsObject()
  events!: Record<string, JsonObject>;

  @ApiPropertyOptional({ ...schemas, description: `JSON Schemas of other calls: ${plannedCalls.join(', ')}` })
  @IsOptional()
  @IsObject()
  calls?: TrackingPlan['calls'];

  @ApiPropertyOptional({
    enum: ['allow', 'violation'],
    default: 'allow',
    description: 'What a track of another name is',
  })
  @IsOptional()
  @IsIn(['allow', 'violation'])
  unplanned?: 'allow' | 'violation';
}

export class PutTrackingPlanBody {
  @ApiProperty({ enum: planModes, description: 'What becomes of an event that breaks the plan; off judges nothing' })
  @IsIn(planModes)
  mode!: PlanMode;

  @ApiProperty({ type: TrackingPlanBody })
  @IsObject()
  @ValidateNested()
  @Type(() => TrackingPlanBody)
  plan!: TrackingPlanBody;
}

export class QuarantineQuery extends PageQuery {
  @ApiPropertyOptional({ enum: quarantineStates, default: 'held' })
  @IsOptional()
  @IsIn(quarantineStates)
  state?: QuarantineState;
}

export class DecideBody {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: 500, description: 'Ids of held events' })
  @ArrayNotEmpty()
  @ArrayMaxSize(500)
  @IsUUID('all', { each: true })
  ids!: string[];
}
