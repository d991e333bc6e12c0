import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import type { Commands } from '../commands/command-handler';
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
import { assertCustomer } from '../quotes/known-customer';
import { acceptHandoff, offerHandoff, returnHandoff } from './hand-off';
import { handoffs, type Handoff } from './handoff';
import { AcceptHandoffBody, HandoffAnswer, OfferHandoffBody, ReturnHandoffBody } from './handoffs.body';

@ApiTags('hand-offs')
@Controller('sales/handoffs')
export class HandoffsController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  offer(@Body() body: OfferHandoffBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.create(
      sent,
      handoffs,
      (handoffId) => (state, circumstances) => offerHandoff({ ...body, handoffId, ...circumstances }, state),
      (run) => assertCustomer(run, { contact: body.contactId, account: body.accountId }),
    );
  }

  @ChangeRoute(':id/accept')
  accept(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() _: AcceptHandoffBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, handoffs, id, (state, circumstances) => acceptHandoff(circumstances, state));
  }

  @ChangeRoute(':id/return')
  return(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReturnHandoffBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, handoffs, id, (state, circumstances) =>
      returnHandoff({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', HandoffAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, handoffs, id);
    const { handoffId: _, ...handoff } = state as Exclude<Handoff, { status: 'unknown' }>;
    return { ...place, body: { id, ...handoff, erased: place.erased } satisfies HandoffAnswer };
  }
}
