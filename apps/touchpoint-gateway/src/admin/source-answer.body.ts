import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

class WriteKey {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt!: string | null;
}

class Source {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String }) name!: string;
  @ApiPropertyOptional({ type: String }) phoneRegion!: string | undefined;
}

class ListedSource extends Source {
  @ApiProperty({ type: String, format: 'date-time' }) createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revokedAt!: string | null;
  @ApiProperty({ type: [WriteKey] }) writeKeys!: readonly WriteKey[];
}

export class CreatedSource extends Source {
  @ApiProperty({ type: String }) writeKey!: string;
}

export class RotatedKey {
  @ApiProperty({ type: String, format: 'uuid', description: 'Id of the source' }) id!: string;
  @ApiProperty({ type: String }) writeKey!: string;
}

export class SourceList {
  @ApiProperty({ type: [ListedSource] }) items!: readonly ListedSource[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
