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
import { AccountsQuery, ContactsQuery, HandoffsQuery, LeadsQuery } from './records.body';

const { records, teams } = salesProjections;
const changed = { changedAt: 'time' } as const;

/** Lists of leads, contacts, accounts and hand-offs. */
@Controller('sales')
@RequireRole('rep', 'analyst')
export class RecordsController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('leads')
  @RestsOn(records, teams)
  @Header('content-type', jsonType)
  @Answers('listLeads', 'Leads as they stand', 'LeadPage')
  async leads(@Query() query: LeadsQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'leads',
      kinds: { capturedAt: 'time', ...changed },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.records.leads(db, { ...asked, reach }, ...page)),
    });
  }

  @Get('contacts')
  @RestsOn(records, teams)
  @Header('content-type', jsonType)
  @Answers('listContacts', 'Contacts as they stand, with their parts at accounts', 'ContactPage')
  async contacts(@Query() query: ContactsQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'contacts',
      kinds: { addedAt: 'time', ...changed },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.records.contacts(db, { ...asked, reach }, ...page)),
    });
  }

  @Get('accounts')
  @RestsOn(records, teams)
  @Header('content-type', jsonType)
  @Answers('listAccounts', 'Accounts as they stand', 'AccountPage')
  async accounts(@Query() query: AccountsQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'accounts',
      kinds: { openedAt: 'time', ...changed },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.records.accounts(db, { ...asked, reach }, ...page)),
    });
  }

  @Get('handoffs')
  @RestsOn(records, teams)
  @Header('content-type', jsonType)
  @Answers('listHandoffs', 'Hand-offs, with how long they took or wait', 'HandoffPage')
  async handoffs(@Query() query: HandoffsQuery, @Req() request: FastifyRequest): Promise<string> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return recordPage(query, {
      list: 'handoffs',
      kinds: { offeredAt: 'time', ...changed },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.handoffs.handoffs(db, { ...asked, reach }, ...page)),
    });
  }
}
