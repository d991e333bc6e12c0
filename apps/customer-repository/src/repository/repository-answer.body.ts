import { ApiProperty } from '@nestjs/swagger';

class SourceReceipt {
  @ApiProperty({ type: String }) source!: string;
  @ApiProperty({ type: Number, description: 'stored + duplicate + conflict + rejected' }) received!: number;
  @ApiProperty({ type: Number }) stored!: number;
  @ApiProperty({ type: Number }) duplicate!: number;
  @ApiProperty({ type: Number }) conflict!: number;
  @ApiProperty({ type: Number }) rejected!: number;
}
class HourReceipt extends SourceReceipt {
  @ApiProperty({ type: String, format: 'date-time' }) hour!: Date;
}
class Parked {
  @ApiProperty({ type: Number }) keys!: number;
  @ApiProperty({ type: Number, description: 'Waiting for a repair: not counted as received until they are handled' })
  messages!: number;
}

export class InboxAnswer {
  @ApiProperty({ type: [SourceReceipt] }) sources!: readonly SourceReceipt[];
  @ApiProperty({ type: Parked }) parked!: Parked;
}
export class ReceiptsAnswer {
  @ApiProperty({ type: [HourReceipt] }) items!: readonly HourReceipt[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
