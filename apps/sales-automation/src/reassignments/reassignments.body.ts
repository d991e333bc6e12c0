import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { reassignable } from '@touchstone/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, ValidateNested } from 'class-validator';
import { Optional } from '../fields/optional.body';
import { Code, Id, OptionalCode } from '../fields/fields.body';

class RecordBody {
  @ApiProperty({ enum: reassignable })
  @IsIn(reassignable)
  kind!: (typeof reassignable)[number];

  @Id('Of the record') id!: string;
}

export class RequestReassignmentBody {
  @Code('Who owns the records from then on') to!: string;
  @OptionalCode('Everything that this sales person owns') from?: string;

  @ApiPropertyOptional({ type: [RecordBody], description: 'These records, instead of all of one person' })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5000)
  @ValidateNested({ each: true })
  @Type(() => RecordBody)
  records?: RecordBody[];
}

class RefusedBody extends RecordBody {
  @ApiProperty({ type: String, description: 'Why it keeps its owner' }) rule!: string;
}
class WaitingBody {
  @ApiProperty({ type: Number, description: 'Tries in vain' }) failures!: number;
  @ApiProperty({ type: String, format: 'date-time' }) nextTryAt!: string;
}
export class ReassignmentAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({
    enum: ['looking', 'running', 'completed', 'refused'],
    description:
      '`looking`: what the person owns is being found out. `refused`: nothing was moved, and `rule` says why',
  })
  status!: string;

  @ApiPropertyOptional({ type: String, description: 'Whose records they were, where everything goes' }) from?: string;

  @ApiPropertyOptional({ enum: ['nothing-owned', 'too-many'], description: 'Of one that was refused' }) rule?: string;
  @ApiProperty({ type: String }) to!: string;
  @ApiProperty({ type: Number }) total!: number;
  @ApiProperty({ type: Number, description: 'Looked at by now' }) done!: number;
  @ApiProperty({ type: Number, description: 'Of those, how many have the new owner' }) moved!: number;
  @ApiProperty({ type: [RefusedBody] }) refused!: readonly RefusedBody[];
  @ApiPropertyOptional({ type: WaitingBody, description: 'It could not go on, and is tried again' })
  waiting?: WaitingBody | undefined;
}
