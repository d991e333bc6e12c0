import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
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
import { AssignBody } from '../leads/leads.body';
import { accounts, type Account } from './account';
import { AccountAnswer, ChangeAccountBody, MoveAccountBody, OpenAccountBody } from './accounts.body';
import { lineOf } from './ancestors';
import { changeAccount, reassignAccount } from './change-account';
import { moveInHierarchy } from './move-in-hierarchy';
import { openAccount } from './open-account';

@ApiTags('accounts')
@Controller('sales/accounts')
export class AccountsController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  open(@Body() body: OpenAccountBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.run(sent, async (run) => {
      await lineOf(run, body.parentId, '/parentId');
      const accountId = run.idOf('account');
      const recorded = await run.append(
        accounts,
        accountId,
        (state, circumstances) => openAccount({ ...body, accountId, ...circumstances }, state),
        { creates: true },
      );
      return answerOf(recorded, 201);
    });
  }

  @ChangeRoute(':id/change')
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangeAccountBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, accounts, id, (state, circumstances) =>
      changeAccount({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/move')
  move(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { parentId }: MoveAccountBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.runLeased(sent, async (run) =>
      answerOf(await moveInHierarchy(run, id, parentId, expected), 200),
    );
  }

  @ChangeRoute(':id/reassign')
  reassign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AssignBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, accounts, id, (state, circumstances) =>
      reassignAccount({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', AccountAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, accounts, id);
    const { owner, parentId, traits } = state as Exclude<Account, { status: 'unknown' }>;
    const body: AccountAnswer = { id, owner: owner ?? null, parentId, organisation: traits, erased: place.erased };
    return { ...place, body };
  }
}
