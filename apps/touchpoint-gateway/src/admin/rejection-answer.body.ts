import { ApiProperty } from '@nestjs/swagger';

class ListedRejection {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ type: String, format: 'uuid' }) sourceId!: string;
  @ApiProperty({ type: String, format: 'date-time' }) at!: Date;
  @ApiProperty({ type: String }) code!: string;
}

export class RejectionList {
  @ApiProperty({ type: [ListedRejection] }) items!: readonly ListedRejection[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}
