import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { PricedQuote, QuoteEvent } from '@touchstone/contracts';
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
import type { Run } from '../commands/run';
import type { Decide } from '../commands/stream-kind';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { price, type PriceWish } from '../prices/price';
import { acceptQuote } from './accept-quote';
import { approveQuote, refuseApproval } from './approve-quote';
import { declineQuote } from './decline-quote';
import { AssignBody } from '../leads/leads.body';
import { assertCustomer } from './known-customer';
import { ownerFor, prepareQuote } from './prepare-quote';
import { quotes, standing, type KnownQuote, type Quote } from './quote';
import {
  DeclineQuoteBody,
  PrepareQuoteBody,
  QuoteAnswer,
  RefuseApprovalBody,
  ReviseQuoteBody,
  RevisionBody,
} from './quotes.body';
import { reassignQuote } from './reassign-quote';
import { reviseQuote } from './revise-quote';

const priceFields = <Wish extends ReviseQuoteBody>({
  customer,
  channel,
  currency,
  jurisdiction,
  lines,
  ...rest
}: Wish) => ({
  wish: { customer, channel, currency, jurisdiction, lines },
  rest,
});

@ApiTags('quotes')
@Controller('sales/quotes')
export class QuotesController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  prepare(@Body() body: PrepareQuoteBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    const { wish, rest } = priceFields(body);
    return this.commands.run(sent, async (run) => {
      ownerFor(wish, rest.owner, run.circumstances.rep);
      const quoteId = run.idOf('quote');
      const prepare = async () => {
        const priced = await this.priced(run, wish);
        return run.append(quotes, quoteId, prepareQuote({ ...rest, quoteId, priced }), { creates: true });
      };
      return answerOf(await run.unlessDone(quotes, quoteId, prepare), 201);
    });
  }

  @ChangeRoute(':id/revise')
  revise(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReviseQuoteBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const { wish, rest } = priceFields(body);
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async (run) => {
      const revise = async () => {
        const priced = await this.priced(run, wish);
        return run.append(quotes, id, reviseQuote({ ...rest, priced }), { expected });
      };
      return answerOf(await run.unlessDone(quotes, id, revise), 200);
    });
  }

  @ChangeRoute(':id/approve')
  approve(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { revision }: RevisionBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.change(id, sent, approveQuote(revision));
  }

  @ChangeRoute(':id/refuse-approval')
  refuse(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { revision, reason }: RefuseApprovalBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.change(id, sent, refuseApproval(revision, reason));
  }

  @ChangeRoute(':id/accept')
  accept(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { revision }: RevisionBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.change(id, sent, acceptQuote(revision));
  }

  @ChangeRoute(':id/decline')
  decline(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DeclineQuoteBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.change(id, sent, declineQuote(body));
  }

  @ChangeRoute(':id/reassign')
  reassign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { owner }: AssignBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.change(id, sent, reassignQuote({ owner }));
  }

  @ReadRoute(':id', QuoteAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, quotes, id);
    const quote = state as KnownQuote;
    const { quoteId: _, ...rest } = quote;
    const status = standing(quote, new Date().toISOString());
    return { ...place, body: { ...rest, id, status, customer: quote.priced.customer, erased: place.erased } };
  }

  private async priced(run: Run, wish: PriceWish): Promise<PricedQuote> {
    await assertCustomer(run, wish.customer);
    return price(this.catalogue, wish, run.circumstances.now);
  }

  private change(id: string, sent: SentCommand, decide: Decide<Quote, QuoteEvent>): Promise<CommandAnswer> {
    return this.commands.change(sent, quotes, id, decide);
  }
}
