import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import { expectedOf, type Commands } from '../commands/command-handler';
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
import { assignLead } from './assign-lead';
import { capture } from './capture';
import { disqualifyLead } from './disqualify-lead';
import { leads, type KnownLead } from './lead';
import { LeadAnswer, QualifiedLeadAnswer } from './leads-answer.body';
import { AssignBody, CaptureLeadBody, DisqualifyLeadBody, QualifyLeadBody } from './leads.body';
import { qualify } from './qualification';

@ApiTags('leads')
@Controller('sales/leads')
export class LeadsController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  capture(@Body() body: CaptureLeadBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.run(sent, (run) => capture(run, body));
  }

  @ChangeRoute(':id/assign')
  assign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AssignBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, leads, id, (state, circumstances) =>
      assignLead({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/qualify')
  @ApiOkResponse({ type: QualifiedLeadAnswer })
  qualify(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: QualifyLeadBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.runLeased(sent, (run) => qualify(run, id, body, expected));
  }

  @ChangeRoute(':id/disqualify')
  disqualify(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DisqualifyLeadBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, leads, id, (state, circumstances) =>
      disqualifyLead({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', LeadAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, leads, id);
    const { leadId, traits, identifiers: _, owner, ...lead } = state as KnownLead;
    const body: LeadAnswer = { id: leadId, ...lead, owner: owner ?? null, person: traits, erased: place.erased };
    return { ...place, body };
  }
}
