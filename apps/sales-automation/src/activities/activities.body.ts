import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { activityKinds } from '@touchstone/contracts';
import { IsIn } from 'class-validator';
import { Code, Instant, OptionalCode, OptionalId, OptionalInstant, OptionalText } from '../fields/fields.body';

export class PlanActivityBody {
  @ApiProperty({ enum: activityKinds })
  @IsIn(activityKinds)
  kind!: (typeof activityKinds)[number];

  @OptionalId('The contact whom it is about') contactId?: string;
  @OptionalId('The lead whom it is about') leadId?: string;
  @OptionalId('The account that it is about') accountId?: string;
  @OptionalId('The deal that it serves') opportunityId?: string;
  @OptionalCode('Who is to do it; a rep himself unless told') owner?: string;
  @OptionalInstant('By when') dueAt?: string;
  @OptionalInstant('When it took place: it is planned and done in one') doneAt?: string;
  @OptionalCode('What came of it, as a code') outcome?: string;
  @OptionalText('What it is for', 500) topic?: string;
  @OptionalText('Free text') note?: string;
}
export class DoActivityBody {
  @OptionalInstant('When it took place; now unless told') doneAt?: string;
  @OptionalCode('What came of it, as a code, such as no-answer') outcome?: string;
  @OptionalText('Free text') note?: string;
}
export class RescheduleActivityBody {
  @Instant('By when') dueAt!: string;
}
export class CancelActivityBody {
  @Code('Why, as a code') reason!: string;
}

export class ActivityAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['planned', 'done', 'cancelled'] }) status!: string;
  @ApiProperty({ enum: activityKinds }) kind!: string;
  @ApiProperty({ type: String, description: 'Sales person' }) owner!: string;
  @ApiProperty({ type: Object, description: 'Ids of contact, lead, account and deal' }) about!: object;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) dueAt?: string | undefined;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) doneAt?: string;
  @ApiPropertyOptional({ type: String }) outcome?: string | undefined;
  @ApiPropertyOptional({ type: String }) reason?: string;
  @ApiPropertyOptional({ type: String }) topic?: string | undefined;
  @ApiPropertyOptional({ type: String }) note?: string | undefined;
  @ApiProperty({ type: Boolean, description: 'The person was erased' }) erased!: boolean;
}
