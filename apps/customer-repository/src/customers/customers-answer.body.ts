import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class ResultingCustomer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: Number, description: 'How many source identities it has' }) identities!: number;
}

export class DecisionAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) instruction!: string;
  @ApiPropertyOptional({ type: [ResultingCustomer] }) customers?: readonly ResultingCustomer[];
  @ApiPropertyOptional({ type: String, description: 'With 202: pass it on as Touchstone-Wait-For' }) token?: string;
}

export class ErasureAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) erasure!: string;
  @ApiProperty({ type: Number, description: 'Keys that were deleted' }) keys!: number;
}

export class RulesAnswer {
  @ApiProperty({ type: Number }) version!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) limits!: Record<string, number>;
  @ApiProperty({ type: Number }) maxPartners!: number;
  @ApiProperty({ type: Number }) maxIdentities!: number;
  @ApiProperty({ type: [String] }) blocked!: readonly string[];
}
