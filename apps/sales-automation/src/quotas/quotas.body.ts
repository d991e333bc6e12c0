import { ApiProperty } from '@nestjs/swagger';
import { quotaSet, type Money } from '@touchstone/contracts';
import { Shaped } from '../commands/shaped.body';

const { holder, from, until, amount } = quotaSet.schema.shape;

export class SetQuotaBody {
  @Shaped(holder, 'A sales person (rep) or a team') holder!: { kind: 'rep' | 'team'; id: string };
  @Shaped(from, 'First day (UTC) that counts') from!: string;
  @Shaped(until, 'First day that counts no more') until!: string;
  @Shaped(amount, 'What is to be won') amount!: Money;
}
export class ReviseQuotaBody {
  @Shaped(amount, 'In the currency of the quota') amount!: Money;
}
export class QuotaAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['in-force', 'withdrawn'] }) status!: string;
  @ApiProperty({ type: Object }) holder!: object;
  @ApiProperty({ type: String, format: 'date' }) from!: string;
  @ApiProperty({ type: String, format: 'date' }) until!: string;
  @ApiProperty({ type: Object }) amount!: object;
}
