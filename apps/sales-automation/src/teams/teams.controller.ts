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
import { createNamed } from '../commands/named-once';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { formTeam, joinTeam, leaveTeam } from './change-team';
import { teams, type Team } from './team';
import { FormTeamBody, JoinTeamBody, LeaveTeamBody, TeamAnswer } from './teams.body';

@ApiTags('teams')
@Controller('sales/teams')
export class TeamsController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  form(@Body() body: FormTeamBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return createNamed(
      this.commands,
      sent,
      teams,
      'code',
      body.code,
      (teamId) => (state, circumstances) => formTeam({ ...body, teamId, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/join')
  join(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: JoinTeamBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, teams, id, (state, circumstances) =>
      joinTeam({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/leave')
  leave(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: LeaveTeamBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, teams, id, (state, circumstances) =>
      leaveTeam({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', TeamAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, teams, id);
    const { code, members } = state as Exclude<Team, { status: 'unknown' }>;
    return { ...place, body: { id, code, members } satisfies TeamAnswer };
  }
}
