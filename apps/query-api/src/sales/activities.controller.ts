import { Controller, Get, Header, Inject, Query, Req } from '@nestjs/common';
import { callerOf, RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { salesProjections } from '../reading/sales-reads';
import { sourcesToken, type Sources } from '../reading/sources';
import { contactsMade, listActivities, myDay } from './activities';
import { reachOfRequest } from './asked-reach';
import { ActivitiesQuery, ContactsMadeQuery, MyDayQuery } from './records.body';

const { activity, teams } = salesProjections;

/** What sales people do for customers. */
@Controller('sales')
@RequireRole('rep', 'analyst')
export class ActivitiesController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('activities')
  @RestsOn(activity, teams)
  @Header('content-type', jsonType)
  @Answers('listActivities', 'Calls, visits, meetings, tasks and notes as they stand', 'ActivityPage')
  async activities(@Query() query: ActivitiesQuery, @Req() request: FastifyRequest): Promise<string> {
    return listActivities(query, await reachOfRequest(request, query.owner, this.sources), this.sources);
  }

  @Get('my-day')
  @RestsOn(activity, teams)
  @Header('content-type', jsonType)
  @Answers('readMyDay', 'What a sales person has still to do up to the end of a day', 'ActivityPage')
  async myDay(@Query() query: MyDayQuery, @Req() request: FastifyRequest): Promise<string> {
    const { person } = callerOf(request);
    const owner = query.owner ?? person;
    const reach = await reachOfRequest(request, owner, this.sources);
    return myDay({ ...query, ...(owner !== undefined && { owner }) }, reach, Date.now(), this.sources);
  }

  @Get('contacts-made')
  @RestsOn(activity, teams)
  @Answers('countContactsMade', 'Calls, visits and meetings per sales person and day', 'ContactsMade')
  async contactsMade(@Query() query: ContactsMadeQuery, @Req() request: FastifyRequest): Promise<object> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return contactsMade(query, reach, Date.now(), this.sources);
  }
}
