import { Body, Controller, Get, Inject, Param, ParseIntPipe, ParseUUIDPipe, Put, Req } from '@nestjs/common';
import { ApiBadRequestResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf, problem, RequireRole } from '@touchstone/service-host';
import type { TrackingPlan } from './plan';
import { planFaults } from './plan-faults';
import { planParts, type PlanParts } from './plan-parts';
import { PutTrackingPlanBody } from './tracking-plan.body';
import { PlanVersionAnswer, TrackingPlanAnswer, WholePlanVersion } from './tracking-plan-answer.body';
import { addVersion, findVersion, listVersions } from './versions.tables';

const refuseFaulty = async (plan: TrackingPlan): Promise<void> => {
  const faults = await planFaults(plan);
  if (faults.length === 0) return;
  const errors = faults.map(({ pointer, detail }) => ({ pointer: `/plan${pointer}`, detail }));
  throw problem(400, 'The tracking plan cannot be used. Nothing was changed.', { errors });
};

@ApiTags('tracking plans')
@Controller('admin/sources/:id/tracking-plan')
export class TrackingPlanController {
  constructor(@Inject(planParts) private readonly parts: PlanParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ type: TrackingPlanAnswer })
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<TrackingPlanAnswer> {
    const versions = await listVersions(this.parts.pool, id);
    const newest = versions[0] && (await findVersion(this.parts.pool, id, versions[0].version));
    return { current: newest ?? null, versions };
  }

  @Get('versions/:version')
  @RequireRole('analyst')
  @ApiOkResponse({ type: WholePlanVersion })
  @ApiNotFoundResponse({ description: 'No such version' })
  async version(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<WholePlanVersion> {
    const found = await findVersion(this.parts.pool, id, version);
    if (!found) throw problem(404, 'There is no such version of a tracking plan.');
    return found;
  }

  @Put()
  @RequireRole('admin')
  @ApiOkResponse({
    type: PlanVersionAnswer,
    description: 'A further version; events are judged by it within 5 seconds',
  })
  @ApiBadRequestResponse({ description: 'The plan cannot be used; errors says where' })
  @ApiNotFoundResponse({ description: 'No such source' })
  async put(
    @Param('id', ParseUUIDPipe) sourceId: string,
    @Body() { mode, plan }: PutTrackingPlanBody,
    @Req() request: FastifyRequest,
  ): Promise<PlanVersionAnswer> {
    await refuseFaulty(plan);
    const stored = await addVersion(this.parts.pool, { sourceId, mode, plan, by: callerOf(request).id });
    if (!stored) throw problem(404, 'There is no such source, or it was revoked.');
    return stored;
  }
}
