import { Body, Controller, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { answerOf, type Commands } from '../commands/command-handler';
import {
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { WithdrawBody } from '../price-lists/price-lists.body';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { publishTerms } from './publish-terms';
import { salesTermsBook, termsId } from './terms';
import { PublishTermsBody, TermsAnswer } from './terms.body';
import { withdrawTerms } from './withdraw-terms';

@ApiTags('terms')
@Controller('sales/terms')
export class TermsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  publish(@Body() body: PublishTermsBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.run(sent, async ({ append }) =>
      answerOf(await append(salesTermsBook, termsId, publishTerms(body), { creates: true }), 201),
    );
  }

  @ChangeRoute(':id/withdraw')
  withdraw(@Param('id') id: string, @Body() { code }: WithdrawBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.change(sent, salesTermsBook, id, withdrawTerms(code));
  }

  @ReadRoute(':id', TermsAnswer)
  async read(@Param('id') id: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(salesTermsBook, id);
    return { ...place, body: { id, terms: state.terms.map(({ value, ...times }) => ({ ...value, ...times })) } };
  }
}
