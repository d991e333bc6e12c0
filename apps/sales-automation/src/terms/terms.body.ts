import { ApiProperty } from '@nestjs/swagger';
import { salesTerms, type SalesTerms } from '@touchstone/contracts';
import { Shaped } from '../commands/shaped.body';

const { code, channels, from, to, paymentDays, validDays, discountLimit, text } = salesTerms.shape;

export class PublishTermsBody {
  @Shaped(code, 'Names the terms through their versions') code!: string;
  @Shaped(channels.optional(), 'Where they apply; everywhere unless told') channels: SalesTerms['channels'] = [];
  @Shaped(from, 'In force from this moment on,') from!: string;
  @Shaped(to, 'and before this one') to?: string;
  @Shaped(paymentDays, 'Days from the invoice to payment') paymentDays!: number;
  @Shaped(validDays, 'How many days a quote can be accepted') validDays!: number;
  @Shaped(discountLimit, 'Percent of the list amount; beyond it a second person approves') discountLimit!: string;
  @Shaped(text, 'Language -> what the customer agrees to') text!: Record<string, string>;
}

export class TermsAnswer {
  @ApiProperty({ type: String }) id!: string;
  @ApiProperty({ type: [Object], description: 'Every version, and when it was published' }) terms!: object[];
}
