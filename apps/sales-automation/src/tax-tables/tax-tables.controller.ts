import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { answerOf, type Commands } from '../commands/command-handler';
import { commandsToken, CreateRoute, ReadRoute, Sent, type RecordAnswer } from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { publishTaxTable } from './publish-tax-table';
import { taxTables } from './tax-table';
import { PublishTaxTableBody, TaxTablesAnswer } from './tax-tables.body';

@ApiTags('tax tables')
@Controller('sales/tax-tables')
export class TaxTablesController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  publish(@Body() { jurisdiction, ...table }: PublishTaxTableBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    const decide = publishTaxTable({ jurisdiction, table });
    return this.commands.run(sent, async ({ append }) =>
      answerOf(await append(taxTables, jurisdiction, decide, { creates: true }), 201),
    );
  }

  @ReadRoute(':jurisdiction', TaxTablesAnswer)
  async read(@Param('jurisdiction') jurisdiction: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(taxTables, jurisdiction);
    const tables = state.tables.map(({ value, ...times }) => ({ ...value, ...times }));
    return { ...place, body: { id: jurisdiction, tables } };
  }
}
