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

class QuarantinedEvent {
  @ApiProperty({ type: String }) id!: string;
  @ApiProperty({ type: String, format: 'uuid' }) event!: string;
  @ApiProperty({ type: String }) type!: string;
  @ApiProperty({ type: String }) source!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Digest of what is stored under this id' }) storedDigest!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Digest of what came later' }) digest!: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) quarantinedAt!: Date;
  @ApiProperty({ type: String, nullable: true, format: 'uuid' }) repairedBy!: string | null;
}
export class QuarantineAnswer {
  @ApiProperty({ type: [QuarantinedEvent] }) items!: readonly QuarantinedEvent[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

class ParkedEvent {
  @ApiProperty({ type: String }) topic!: string;
  @ApiProperty({ type: Number }) partition!: number;
  @ApiProperty({ type: Number }) offset!: number;
  @ApiProperty({ type: String }) key!: string;
  @ApiProperty({ type: String, nullable: true }) event!: string | null;
  @ApiProperty({ type: String }) reason!: string;
  @ApiProperty({ type: String }) state!: string;
  @ApiProperty({ type: Number }) attempts!: number;
  @ApiProperty({ type: String, format: 'date-time' }) parkedAt!: string;
}
export class ParkedAnswer {
  @ApiProperty({ type: [ParkedEvent] }) items!: readonly ParkedEvent[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
