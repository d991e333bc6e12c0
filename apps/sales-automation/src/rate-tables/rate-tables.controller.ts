import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Commands } from '../commands/command-handler';
import {
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { openRateTable } from './open-rate-table';
import { rateTables, type RateTable } from './rate-table';
import { OpenRateTableBody, RateTableAnswer, SetRatesBody } from './rate-tables.body';
import { setRates } from './set-rates';

@ApiTags('rates')
@Controller('sales/rates')
export class RateTablesController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  open(@Body() body: OpenRateTableBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.create(sent, rateTables, (rateTableId) => openRateTable({ ...body, rateTableId }));
  }

  @ChangeRoute(':id/set')
  set(
    @Param('id', ParseUUIDPipe) rateTableId: string,
    @Body() body: SetRatesBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, rateTables, rateTableId, setRates({ ...body, rateTableId }));
  }

  @ReadRoute(':id', RateTableAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(rateTables, id);
    const { name, base, days } = state as Exclude<RateTable, { status: 'unknown' }>;
    return { ...place, body: { id, name, base, days } };
  }
}
