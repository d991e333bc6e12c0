import { Controller, Get, Header, Inject, Query, Req } from '@nestjs/common';
import { RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { salesProjections } from '../reading/sales-reads';
import { sourcesToken, type Sources } from '../reading/sources';
import { reachOfRequest } from './asked-reach';
import { recordPage } from './record-page';
import { OrdersQuery, QuotesQuery } from './records.body';

const { quote, order, teams } = salesProjections;

/** Lists of quotes and orders. */
@Controller('sales')
@RequireRole('rep', 'analyst')
export class SellingController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('quotes')
  @RestsOn(quote, teams)
  @Header('content-type', jsonType)
  @Answers('listQuotes', 'Quotes as they stand: the latest revision of each', 'QuotePage')
  async quotes(@Query() query: QuotesQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'quotes',
      kinds: { preparedAt: 'time', validUntil: 'time', net: 'decimal', changedAt: 'time' },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.quote.quotes(db, { ...asked, reach }, ...page)),
    });
  }

  @Get('orders')
  @RestsOn(order, teams)
  @Header('content-type', jsonType)
  @Answers('listOrders', 'Orders that sales took, with the revenue that each counts', 'OrderPage')
  async orders(@Query() query: OrdersQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'orders',
      kinds: { placedAt: 'time', amount: 'decimal', changedAt: 'time' },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.order.orders(db, { ...asked, reach }, ...page)),
    });
  }
}
