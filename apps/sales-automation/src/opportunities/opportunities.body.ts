import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  competitorNamed,
  nextStepPlanned,
  opportunityOpened,
  opportunityWon,
  type Money,
  type OpportunityProduct,
} from '@touchstone/contracts';
import { Shaped } from '../commands/shaped.body';
import { OptionalId } from '../fields/fields.body';

const opened = opportunityOpened.schema.shape;
const { reason, competitor, margin, note, wonAt } = opportunityWon.schema.shape;
const { nextStep, dueOn } = nextStepPlanned.schema.shape;

export class OpenOpportunityBody {
  @Shaped(opened.pipelineId, 'The pipeline, in the version that is in force') pipelineId!: string;
  @Shaped(opened.stage.optional(), 'Its first stage unless told') stage?: string;
  @Shaped(opened.name, 'What the deal is called') name?: string;
  @OptionalId('Account that may buy') account?: string;
  @OptionalId('Contact who is talked to; one of the two is needed') contact?: string;
  @Shaped(opened.leadId, 'The lead that it came from') leadId?: string;
  @Shaped(opened.owner.optional(), 'Sales person; a rep owns what he opens unless told') owner?: string;
  @Shaped(opened.team, 'Team that it counts for') team?: string;
  @Shaped(opened.amount, 'What it is worth, if won') amount!: Money;
  @Shaped(opened.expectedClose, 'Day') expectedClose!: string;
  @Shaped(opened.products.optional(), 'Unless empty, their amounts sum to the amount') products: OpportunityProduct[] =
    [];
}
export class ReviseOpportunityBody {
  @Shaped(opened.amount, 'In the currency of the opportunity') amount!: Money;
  @Shaped(opened.products.optional(), 'Unless empty, their amounts sum to the amount') products: OpportunityProduct[] =
    [];
}
export class RescheduleBody {
  @Shaped(opened.expectedClose, 'Day') expectedClose!: string;
}
export class NameCompetitorBody {
  @Shaped(competitorNamed.schema.shape.competitor, 'Short name, such as acme') competitor!: string;
  @Shaped(note, 'In your own words') note?: string;
}
export class NextStepBody {
  @Shaped(nextStep, 'What is to be done') nextStep!: string;
  @Shaped(dueOn, 'Day') dueOn?: string;
}
export class MoveBody {
  @Shaped(opened.stage, 'A stage of the version that is in force') stage!: string;
}
export class AssignOpportunityBody {
  @Shaped(opened.owner, 'Sales person') owner!: string;
  @Shaped(opened.team, 'Team that it counts for') team?: string;
}
export class LoseBody {
  @Shaped(reason, 'Short name, such as price') reason!: string;
  @Shaped(competitor, 'Against whom') competitor?: string;
  @Shaped(margin, 'In the currency of the opportunity') margin?: string;
  @Shaped(note, 'In your own words') note?: string;
  @Shaped(wonAt.optional(), 'When; now unless told') closedAt?: string;
}
export class WinBody extends LoseBody {
  @Shaped(opened.amount.optional(), 'What was sold; what it was worth unless told') amount?: Money;
}
export class ReopenBody extends RescheduleBody {
  @Shaped(opened.stage, 'A stage of the version that is in force') stage!: string;
  @Shaped(note, 'In your own words') note?: string;
}

export class OpportunityAnswer {
  @ApiProperty({ type: String, format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['open', 'won', 'lost'] }) status!: string;
  @ApiPropertyOptional({ type: String }) name?: string;
  @ApiPropertyOptional({ type: String }) account?: string;
  @ApiPropertyOptional({ type: String }) contact?: string;
  @ApiPropertyOptional({ type: String, description: 'Sales person' }) owner?: string;
  @ApiPropertyOptional({ type: String }) team?: string;
  @ApiPropertyOptional({ type: Object }) amount?: object;
  @ApiPropertyOptional({ type: [Object] }) products?: readonly object[];
  @ApiPropertyOptional({ type: String, format: 'date' }) expectedClose?: string;
  @ApiPropertyOptional({ type: Object }) nextStep?: object;
  @ApiProperty({ type: [String] }) competitors!: readonly string[];
  @ApiPropertyOptional({ type: String }) margin?: string;
  @ApiProperty({ type: [Object], description: 'Stages, wins and losses, oldest first' }) steps!: readonly object[];
  @ApiProperty({ type: [Object], description: 'Every stay in a stage, with its seconds' }) stages!: readonly object[];
  @ApiProperty({ type: Boolean, description: 'The customer was erased' }) erased!: boolean;
}
