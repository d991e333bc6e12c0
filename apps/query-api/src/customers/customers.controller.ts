import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { RequireRole } from '@touchstone/service-host';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { CustomerPath } from '../pages/customer-path.body';
import { PageQuery } from '@touchstone/service-host';
import { projections } from '../reading/read-models.tables';
import { sourcesToken, type Sources } from '../reading/sources';
import { findCustomers } from './find-customers';
import { FindCustomersQuery } from './find-customers.body';
import { identityGraph } from './identity-graph';
import { memberships } from './memberships';
import { timeline } from './timeline';
import { TimelineQuery } from './timeline.body';

@Controller('customers')
@RequireRole('analyst')
export class CustomersController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get()
  @RestsOn(projections.profile, projections.sales)
  @Header('content-type', jsonType)
  @Answers('findCustomers', 'Find a customer by an identifier, or customers by name', 'CustomerList')
  find(@Query() query: FindCustomersQuery): Promise<string> {
    return findCustomers(query, this.sources);
  }

  @Get(':id/timeline')
  @RestsOn(projections.profile, projections.timeline)
  @Header('content-type', jsonType)
  @Answers('readTimeline', 'What happened with a customer, newest first', 'TimelinePage', 404)
  timeline(@Param() { id }: CustomerPath, @Query() query: TimelineQuery): Promise<string> {
    return timeline(id, query, this.sources);
  }

  @Get(':id/identity')
  @RestsOn(projections.identity, projections.timeline)
  @Header('content-type', jsonType)
  @Answers('readIdentity', 'Who a customer is, and the evidence of each link', 'IdentityGraph', 404)
  identity(@Param() { id }: CustomerPath): Promise<string> {
    return identityGraph(id, this.sources);
  }

  @Get(':id/memberships')
  @RestsOn(projections.identity)
  @Header('content-type', jsonType)
  @Answers('listMemberships', 'Organisations of a person, or members of an organisation', 'MembershipPage')
  memberships(@Param() { id }: CustomerPath, @Query() page: PageQuery): Promise<string> {
    return memberships(id, page, this.sources);
  }
}
