import { Controller, Get, Header, Inject, Query, Req } from '@nestjs/common';
import { callerOf, RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { salesProjections } from '../reading/sales-reads';
import { sourcesToken, type Sources } from '../reading/sources';
import { ReassignmentsQuery, TeamsQuery, TerritoriesQuery } from './catalogue.body';
import { recordPage } from './record-page';

const { organisation, teams } = salesProjections;
const today = (): string => new Date().toISOString().slice(0, 10);

/** Lists of who works for sales, where, and what changed hands: for managers and analysts, as the records themselves are. */
@Controller('sales')
@RequireRole('manager', 'analyst')
export class OrganisationController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('teams')
  @RestsOn(teams)
  @Header('content-type', jsonType)
  @Answers('listTeams', 'Teams with their members by day; a manager sees those to which he belongs', 'TeamPage')
  teams(@Query() { on = today(), ...query }: TeamsQuery, @Req() request: FastifyRequest): Promise<string> {
    const { role, person } = callerOf(request);
    const among = role === 'manager' ? [person ?? ''] : undefined;
    return recordPage(
      { ...query, on },
      {
        list: 'teams',
        kinds: { code: 'string' },
        read: (asked, ...page) =>
          this.sources.readModels.read(({ db, sales }) => sales.teams.teams(db, { ...asked, among }, ...page)),
      },
    );
  }

  @Get('territories')
  @RestsOn(organisation)
  @Header('content-type', jsonType)
  @Answers('listTerritories', 'Territories with who covers them by day', 'TerritoryPage')
  territories(@Query() { on = today(), ...query }: TerritoriesQuery): Promise<string> {
    return recordPage(
      { ...query, on },
      {
        list: 'territories',
        kinds: { code: 'string', drawnAt: 'time' },
        read: (asked, ...page) =>
          this.sources.readModels.read(({ db, sales }) => sales.organisation.territories(db, asked, ...page)),
      },
    );
  }

  @Get('reassignments')
  @RestsOn(organisation)
  @Header('content-type', jsonType)
  @Answers('listReassignments', 'Reassignments, as far as they are carried out', 'ReassignmentPage')
  reassignments(@Query() query: ReassignmentsQuery): Promise<string> {
    return recordPage(query, {
      list: 'reassignments',
      kinds: { requestedAt: 'time' },
      read: (asked, ...page) =>
        this.sources.readModels.read(({ db, sales }) => sales.organisation.reassignments(db, asked, ...page)),
    });
  }
}
