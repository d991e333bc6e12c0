import { ApiProperty } from '@nestjs/swagger';
import { pipelinePublished } from '@touchstone/contracts';
import { Shaped } from '../commands/shaped.body';
import type { Stage } from './pipeline';

const { name, stages } = pipelinePublished.schema.shape;

export class PublishPipelineBody {
  @Shaped(name, 'As people read it') name!: string;
  @Shaped(stages, 'In the order in which opportunities pass them') stages!: Stage[];
}
export class PipelineAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['published', 'retired'] }) status!: string;
  @ApiProperty({ type: Number }) version!: number;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ type: [Object] }) stages!: object[];
}
