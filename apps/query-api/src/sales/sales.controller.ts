import { Controller, Get, Header, Inject, Query, Req } from '@nestjs/common';
import { RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { salesProjections } from '../reading/sales-reads';
import { sourcesToken, type Sources } from '../reading/sources';
import { accuracy } from './accuracy';
import { reachOfRequest, teamsLedBy } from './asked-reach';
import { attainment } from './attainment';
import { forecast } from './forecast';
import { listOpportunities } from './opportunities';
import { AccuracyQuery, AttainmentQuery, ForecastQuery, OpportunitiesQuery, PipelineQuery } from './sales.body';

const { pipeline, forecast: forecasts, attainment: attained, teams } = salesProjections;

@Controller('sales')
@RequireRole('rep', 'analyst')
export class SalesController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('opportunities')
  @RestsOn(pipeline, teams)
  @Header('content-type', jsonType)
  @Answers('listOpportunities', 'Opportunities as they stand', 'OpportunityPage')
  async opportunities(@Query() query: OpportunitiesQuery, @Req() request: FastifyRequest): Promise<string> {
    return listOpportunities(query, await reachOfRequest(request, query.owner, this.sources), this.sources);
  }

  @Get('pipeline')
  @RestsOn(pipeline, teams)
  @Answers('readPipeline', 'Open opportunities by stage, each currency apart', 'PipelineStages')
  async stages(@Query() query: PipelineQuery, @Req() request: FastifyRequest): Promise<object> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    const { readModels } = this.sources;
    return { items: await readModels.read(({ db, sales }) => sales.pipeline.stages(db, { ...query, reach })) };
  }

  @Get('forecast')
  @RestsOn(forecasts, teams)
  @Answers('readForecast', 'What may be won, weighted, as of any moment', 'Forecast')
  async forecast(@Query() query: ForecastQuery, @Req() request: FastifyRequest): Promise<object> {
    return forecast(query, await reachOfRequest(request, query.owner, this.sources), Date.now(), this.sources);
  }

  @Get('forecast/accuracy')
  @RestsOn(forecasts, attained, teams)
  @Answers('readForecastAccuracy', 'Forecasts beside what was won: MAPE and bias', 'ForecastAccuracy')
  async accuracy(@Query() query: AccuracyQuery, @Req() request: FastifyRequest): Promise<object> {
    return accuracy(query, await reachOfRequest(request, query.owner, this.sources), this.sources);
  }

  @Get('attainment')
  @RestsOn(attained, forecasts, teams)
  @Answers('readAttainment', 'Quotas and what was won towards them', 'Attainment')
  async attainment(@Query() query: AttainmentQuery, @Req() request: FastifyRequest): Promise<object> {
    const reach = await reachOfRequest(request, query.owner, this.sources);
    return attainment(query, reach, await teamsLedBy(request, this.sources), Date.now(), this.sources);
  }
}
