import { Body, Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { callerOf, problem, RequireRole } from '@touchstone/service-host';
import { afterCursor, cursorOf } from '../admin/rejection-cursor';
import { planParts, type PlanParts } from './plan-parts';
import { discardEvents, listQuarantined, releaseEvents } from './quarantine.tables';
import { DecideBody, QuarantineQuery } from './tracking-plan.body';
import { Decided, QuarantineList } from './tracking-plan-answer.body';

@ApiTags('tracking plans')
@Controller('admin/sources/:id/quarantine')
export class QuarantineController {
  constructor(@Inject(planParts) private readonly parts: PlanParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ type: QuarantineList, description: 'Events that a tracking plan holds back, newest first' })
  async list(
    @Param('id', ParseUUIDPipe) sourceId: string,
    @Query() { state = 'held', cursor, limit = 50 }: QuarantineQuery,
  ): Promise<QuarantineList> {
    const after = cursor === undefined ? undefined : afterCursor(cursor);
    if (cursor !== undefined && !after) throw problem(400, 'The cursor is not one that this address has given.');
    const items = await listQuarantined(this.parts.pool, { sourceId, state, after, limit });
    return { items, next: items.length === limit ? cursorOf(items.at(-1)!) : null };
  }

  @Post('release')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ type: Decided, description: 'They go on their way with the id and the time that they came with' })
  async release(
    @Param('id', ParseUUIDPipe) sourceId: string,
    @Body() { ids }: DecideBody,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    const decision = { sourceId, ids, by: callerOf(request).id };
    return { decided: await releaseEvents(this.parts.pool, decision, this.parts.publish) };
  }

  @Post('discard')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ type: Decided, description: 'They are destroyed' })
  async discard(
    @Param('id', ParseUUIDPipe) sourceId: string,
    @Body() { ids }: DecideBody,
    @Req() request: FastifyRequest,
  ): Promise<Decided> {
    return { decided: await discardEvents(this.parts.pool, { sourceId, ids, by: callerOf(request).id }) };
  }
}
