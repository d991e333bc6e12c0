import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class WriteKey {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it ends, or ended' })
  expiresAt!: string | null;
}

class Limits {
  @ApiProperty({ type: Number, nullable: true, description: 'Null: as many as are taken' })
  eventsPerSecond!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'At once, after a pause; null: as many as in a second' })
  burstEvents!: number | null;
  @ApiProperty({ type: Number, description: 'Rejected events kept of one day (UTC); further ones are only counted' })
  rejectionsPerDay!: number;
}

export class SourceAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiProperty({ type: String, nullable: true }) phoneRegion!: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revokedAt!: string | null;
  @ApiProperty({ type: Limits }) limits!: Limits;
  @ApiProperty({ type: [WriteKey] }) writeKeys!: readonly WriteKey[];
}

export class CreatedSource {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiPropertyOptional({ type: String }) phoneRegion!: string | undefined;
  @ApiProperty({ type: String }) writeKey!: string;
}

export class RotatedKey {
  @ApiProperty({ type: String, format: 'uuid', description: 'Id of the source' }) id!: string;
  @ApiProperty({ type: String }) writeKey!: string;
}

export class SourceList {
  @ApiProperty({ type: [SourceAnswer] }) items!: readonly SourceAnswer[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

class Counts {
  @ApiProperty({ type: Number }) received!: number;
  @ApiProperty({ type: Number }) rejected!: number;
  @ApiProperty({ type: Number, description: 'Asked to come again later, because of the limit' }) limited!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'rejected / received' }) errorRate!: number | null;
}
class RejectionsToday {
  @ApiProperty({ type: Number }) kept!: number;
  @ApiProperty({ type: Number, description: 'Beyond the quota: counted, but not kept' }) notKept!: number;
  @ApiProperty({ type: Number }) perDay!: number;
}
class LastRejection {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'date-time' }) at!: string;
  @ApiProperty({ type: String }) reason!: string;
}
export class ActivityAnswer {
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastSeenAt!: string | null;
  @ApiProperty({ type: Counts }) lastHour!: Counts;
  @ApiProperty({ type: Counts }) lastDay!: Counts;
  @ApiProperty({ type: RejectionsToday }) rejections!: RejectionsToday;
  @ApiProperty({ type: [LastRejection] }) lastRejections!: readonly LastRejection[];
}
