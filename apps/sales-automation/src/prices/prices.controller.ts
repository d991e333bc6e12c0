import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { canonicalJson, type PricedQuote } from '@touchstone/contracts';
import { RequireRole } from '@touchstone/service-host';
import { RuleBroken } from '../commands/rule-broken';
import { catalogueToken, type CatalogueReader } from './catalogue-reader';
import { price } from './price';
import { PricesAtBody } from './prices.body';

@ApiTags('quotes')
@Controller('sales/prices')
export class PricesController {
  constructor(@Inject(catalogueToken) private readonly catalogue: CatalogueReader) {}

  /** What this customer would be quoted: nothing is recorded. */
  @Post()
  @HttpCode(200)
  @RequireRole('rep', 'analyst')
  @ApiOkResponse({ schema: { type: 'object' }, description: 'The priced lines, taxes and totals, as canonical JSON' })
  @ApiUnprocessableEntityResponse({ description: 'It cannot be priced (rule, field)' })
  async prices(@Body() { at, ...wish }: PricesAtBody): Promise<PricedQuote> {
    const now = new Date().toISOString();
    if (at !== undefined && Date.parse(at) > Date.parse(now))
      throw new RuleBroken('price-in-future', 'What is in force later can still change.', '/at', 422);
    return JSON.parse(canonicalJson(await price(this.catalogue, wish, at ?? now))) as PricedQuote;
  }
}
