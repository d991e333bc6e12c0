import { Controller, Get, Inject, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { pinnedTerms } from '@touchstone/pricing';
import { RequireRole, type Caller } from '@touchstone/service-host';
import type { FastifyReply } from 'fastify';
import type { Commands } from '../commands/command-handler';
import { Asking, commandsToken } from '../commands/command-route.interceptor';
import { RuleBroken } from '../commands/rule-broken';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { quotes, type KnownQuote } from '../quotes/quote';
import { salesTermsBook, termsId } from '../terms/terms';
import { DocumentQuery } from './documents.body';
import { proposalOf } from './proposal';
import { proposalHtml } from './proposal-html';
import { proposalPdf } from './proposal-pdf.files';
import type { Seller } from './seller';

export const sellerToken = Symbol('seller');

@ApiTags('quotes')
@Controller('sales/quotes')
export class DocumentsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
    @Inject(sellerToken) private readonly seller: Seller,
  ) {}

  /** The proposal for the customer; the same bytes for the same revision. */
  @Get(':id/document')
  @RequireRole('rep', 'analyst')
  @ApiProduces('application/pdf', 'text/html')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiConflictResponse({ description: 'A second person has to approve the discount first (rule approval-missing)' })
  @ApiNotFoundResponse({ description: 'No such quote' })
  async document(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { format, language, template }: DocumentQuery,
    @Asking() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { state, version } = await this.commands.read(caller, quotes, id);
    const quote = state as KnownQuote;
    if (quote.status === 'awaiting-approval' || quote.status === 'approval-refused')
      throw new RuleBroken('approval-missing', 'A second person has to approve its discount first.', '/status');
    const terms = pinnedTerms((await this.catalogue.read(salesTermsBook, termsId)).state, quote.priced.terms);
    if (!terms) throw new Error(`Quote ${id} pins terms that its own department never published.`);
    const proposal = proposalOf(quote, terms, { language, seller: this.seller });
    void reply.header('etag', `"${version}"`).header('x-content-type-options', 'nosniff');
    if (format === 'pdf') {
      void reply.type('application/pdf').header('content-disposition', `inline; filename="${id}.pdf"`);
      return proposalPdf(proposal, template);
    }
    void reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    return Buffer.from(proposalHtml(proposal, template));
  }
}
