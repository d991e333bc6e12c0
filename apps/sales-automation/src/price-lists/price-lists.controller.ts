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
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { priceBooks } from './price-book';
import { PriceListsAnswer, PublishPriceListBody, WithdrawBody } from './price-lists.body';
import { publishPriceList } from './publish-price-list';
import { withdrawPriceList } from './withdraw-price-list';

/** The record is the book of one currency, so that pricing reads one stream and misses no list. */
@ApiTags('price lists')
@Controller('sales/price-lists')
export class PriceListsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  publish(@Body() { currency, ...list }: PublishPriceListBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    const decide = publishPriceList({ currency, list });
    return this.commands.run(sent, async ({ append }) =>
      answerOf(await append(priceBooks, currency, decide, { creates: true }), 201),
    );
  }

  @ChangeRoute(':currency/withdraw')
  withdraw(
    @Param('currency') currency: string,
    @Body() { code }: WithdrawBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, priceBooks, currency, withdrawPriceList(code));
  }

  @ReadRoute(':currency', PriceListsAnswer)
  async read(@Param('currency') currency: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(priceBooks, currency);
    const lists = state.lists.map(({ value, ...times }) => ({ ...value, ...times }));
    return { ...place, body: { id: currency, lists } };
  }
}
