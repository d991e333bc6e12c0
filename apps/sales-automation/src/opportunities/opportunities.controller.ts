import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { OpportunityEvent } from '@touchstone/contracts';
import { problem, type Caller } from '@touchstone/service-host';
import { answerOf, expectedOf, type Commands } from '../commands/command-handler';
import {
  Asking,
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import type { Run } from '../commands/run';
import type { Decide } from '../commands/stream-kind';
import { pipelines, type Pipeline } from '../pipelines/pipeline';
import { assertCustomer } from '../quotes/known-customer';
import { assignOpportunity } from './assign-opportunity';
import { loseOpportunity } from './lose-opportunity';
import { moveOpportunity } from './move-opportunity';
import { nameCompetitor } from './name-competitor';
import { openOpportunity } from './open-opportunity';
import {
  AssignOpportunityBody,
  LoseBody,
  MoveBody,
  NameCompetitorBody,
  NextStepBody,
  OpenOpportunityBody,
  OpportunityAnswer,
  ReopenBody,
  RescheduleBody,
  ReviseOpportunityBody,
  WinBody,
} from './opportunities.body';
import { opportunities, standing, type Opportunity } from './opportunity';
import { planNextStep } from './plan-next-step';
import { reopenOpportunity } from './reopen-opportunity';
import { rescheduleOpportunity } from './reschedule-opportunity';
import { reviseOpportunity } from './revise-opportunity';
import { timeInStages } from './time-in-stages';
import { winOpportunity } from './win-opportunity';

type Deciding = Decide<Opportunity, OpportunityEvent>;

const ownerOr = (told: string | undefined, rep: string | undefined): string => {
  const owner = told ?? rep;
  if (owner !== undefined) return owner;
  throw problem(422, 'Say whose opportunity it is.', { slug: 'no-owner', rule: 'no-owner', field: '/owner' });
};

/** The pipeline of an opportunity, as it is in force. */
const pipelineOf = async (run: Run, id: string): Promise<Pipeline> => {
  const place = (await run.peek(opportunities, id)).steps.findLast((step) => step.status === 'open');
  return place?.status === 'open' ? run.peek(pipelines, place.pipelineId) : { status: 'unknown' };
};

@ApiTags('opportunities')
@Controller('sales/opportunities')
export class OpportunitiesController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  open(@Body() body: OpenOpportunityBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    const { pipelineId, ...wish } = body;
    return this.commands.run(sent, async (run) => {
      const opportunityId = run.idOf('opportunity');
      const owner = ownerOr(wish.owner, run.circumstances.rep);
      const open = async () => {
        const [pipeline] = await Promise.all([run.peek(pipelines, pipelineId), assertCustomer(run, wish)]);
        const decide = openOpportunity({ ...wish, owner, opportunityId }, pipeline);
        return run.append(opportunities, opportunityId, decide, { creates: true });
      };
      return answerOf(await run.unlessDone(opportunities, opportunityId, open), 201);
    });
  }

  @ChangeRoute(':id/move')
  move(@Param('id', ParseUUIDPipe) opportunityId: string, @Body() { stage }: MoveBody, @Sent() sent: SentCommand) {
    return this.within(sent, opportunityId, (pipeline) => moveOpportunity({ opportunityId, stage }, pipeline));
  }

  @ChangeRoute(':id/reopen')
  reopen(@Param('id', ParseUUIDPipe) opportunityId: string, @Body() body: ReopenBody, @Sent() sent: SentCommand) {
    return this.within(sent, opportunityId, (pipeline) => reopenOpportunity({ ...body, opportunityId }, pipeline));
  }

  @ChangeRoute(':id/revise')
  revise(
    @Param('id', ParseUUIDPipe) opportunityId: string,
    @Body() body: ReviseOpportunityBody,
    @Sent() sent: SentCommand,
  ) {
    return this.change(sent, opportunityId, reviseOpportunity({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/reschedule')
  reschedule(
    @Param('id', ParseUUIDPipe) opportunityId: string,
    @Body() body: RescheduleBody,
    @Sent() sent: SentCommand,
  ) {
    return this.change(sent, opportunityId, rescheduleOpportunity({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/competitors')
  compete(
    @Param('id', ParseUUIDPipe) opportunityId: string,
    @Body() body: NameCompetitorBody,
    @Sent() sent: SentCommand,
  ) {
    return this.change(sent, opportunityId, nameCompetitor({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/next-step')
  plan(@Param('id', ParseUUIDPipe) opportunityId: string, @Body() body: NextStepBody, @Sent() sent: SentCommand) {
    return this.change(sent, opportunityId, planNextStep({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/assign')
  assign(
    @Param('id', ParseUUIDPipe) opportunityId: string,
    @Body() body: AssignOpportunityBody,
    @Sent() sent: SentCommand,
  ) {
    return this.change(sent, opportunityId, assignOpportunity({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/win')
  win(@Param('id', ParseUUIDPipe) opportunityId: string, @Body() body: WinBody, @Sent() sent: SentCommand) {
    return this.change(sent, opportunityId, winOpportunity({ ...body, opportunityId }));
  }

  @ChangeRoute(':id/lose')
  lose(@Param('id', ParseUUIDPipe) opportunityId: string, @Body() body: LoseBody, @Sent() sent: SentCommand) {
    return this.change(sent, opportunityId, loseOpportunity({ ...body, opportunityId }));
  }

  @ReadRoute(':id', OpportunityAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, version, position, erased } = await this.commands.read(caller, opportunities, id);
    const { holder, worth, margin, expectedClose, nextStep, opportunityId: _, ...known } = state;
    const stages = timeInStages(state, new Date().toISOString());
    const dated = {
      ...{ ...holder?.value, ...worth?.value, margin: margin?.value },
      ...{ expectedClose: expectedClose?.value, nextStep: nextStep?.value },
    };
    return { version, position, body: { id, status: standing(state)?.status, ...known, ...dated, stages, erased } };
  }

  private change(sent: SentCommand, id: string, decide: Deciding): Promise<CommandAnswer> {
    return this.commands.change(sent, opportunities, id, decide);
  }

  private within(sent: SentCommand, id: string, decide: (pipeline: Pipeline) => Deciding): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async (run) =>
      answerOf(await run.append(opportunities, id, decide(await pipelineOf(run, id)), { expected }), 200),
    );
  }
}
