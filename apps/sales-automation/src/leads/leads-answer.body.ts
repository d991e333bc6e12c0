import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CommandAnswerBody } from '../commands/command-route.interceptor';
import { PersonBody } from '../parties/party.body';

export class LeadAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['open', 'qualified', 'disqualified'] }) status!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Sales person' }) owner!: string | null;
  @ApiProperty({ type: String }) channel!: string;
  @ApiPropertyOptional({ type: String }) origin?: string;
  @ApiPropertyOptional({ type: String }) country?: string;
  @ApiProperty({ type: PersonBody }) person!: object;
  @ApiPropertyOptional({ type: String }) note?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) contactId?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) accountId?: string;
  @ApiPropertyOptional({ type: String }) reason?: string;
  @ApiProperty({ type: Boolean, description: 'The person was erased' }) erased!: boolean;
}

export class QualifiedLeadAnswer extends CommandAnswerBody {
  @ApiProperty({ type: String, format: 'uuid' }) contactId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) accountId?: string;
}
