import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export class CreateSourceBody {
  @ApiProperty({ description: 'Unique among all sources', minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiPropertyOptional({
    description: 'ISO 3166 country of telephone numbers sent without a country code; cannot be changed',
  })
  @IsOptional()
  @Matches(/^[A-Z]{2}$/)
  phoneRegion?: string;
}

export class RotateKeyBody {
  @ApiPropertyOptional({ description: 'How long the older keys stay valid', default: 86_400 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  overlapSeconds?: number;
}

/** What is not named stays. */
export class ChangeSourceBody {
  @ApiPropertyOptional({ type: Number, nullable: true, minimum: 1, maximum: 1_000_000, description: 'Null: no limit' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  eventsPerSecond?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    minimum: 1,
    maximum: 10_000_000,
    description: 'Null: as many as in a second',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  burstEvents?: number | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 10_000_000 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  rejectionsPerDay?: number;
}
