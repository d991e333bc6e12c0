import { ApiProperty } from '@nestjs/swagger';
import { OptionalDay } from '../fields/fields.body';

export class OwnerQuery {
  @OptionalDay('Who owned it at the end of that day (UTC); today unless told') on?: string;
}

class OwnedAnswer {
  @ApiProperty({ type: String }) owner!: string;
  @ApiProperty({ type: String, format: 'date-time' }) since!: string;
}
export class OwnerAnswer {
  @ApiProperty({ type: String, nullable: true }) owner!: string | null;
  @ApiProperty({ type: [OwnedAnswer], description: 'Every owner, the first first' }) owners!: readonly OwnedAnswer[];
}
