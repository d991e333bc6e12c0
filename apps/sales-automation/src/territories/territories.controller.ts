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
import { DrawTerritoryBody, GiveTerritoryBody, TerritoryAnswer } from './territories.body';
import { drawTerritory, giveTerritory, territories, type Territory } from './territory';

@ApiTags('territories')
@Controller('sales/territories')
export class TerritoriesController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  draw(@Body() body: DrawTerritoryBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return createNamed(
      this.commands,
      sent,
      territories,
      'code',
      body.code,
      (territoryId) => (state, circumstances) => drawTerritory({ ...body, territoryId, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/give')
  give(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: GiveTerritoryBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, territories, id, (state, circumstances) =>
      giveTerritory({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', TerritoryAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, territories, id);
    const { code, countries, covered } = state as Exclude<Territory, { status: 'unknown' }>;
    return { ...place, body: { id, code, countries, covered } satisfies TerritoryAnswer };
  }
}
