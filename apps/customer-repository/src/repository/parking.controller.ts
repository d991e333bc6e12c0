import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { repositoryGroup, type WireEvent } from '@touchstone/contracts';
import { BusRefused } from '@touchstone/event-bus';
import { callerOf, problem, RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { receive } from '../inbox/receive';
import { ParkedAnswer } from './repository-answer.body';
import { DiscardBody, ParkedQuery, ReplayBody } from './repository.body';
import { repositoryParts, type RepositoryParts } from './repository-parts';

const refused = (error: unknown) => {
  throw error instanceof BusRefused ? problem(409, error.message, { slug: 'cannot-repair' }) : error;
};

/** Repairs are written down here; the worker that owns the partition applies them in order. */
@ApiTags('repository')
@Controller('repository/parked')
export class ParkingController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ type: ParkedAnswer })
  async list(@Query() { key, reason, state, cursor, limit = 50 }: ParkedQuery): Promise<ParkedAnswer> {
    const states = state ? [state] : (['parked', 'waiting'] as const);
    const filter = {
      group: repositoryGroup,
      limit,
      states,
      ...(key && { key }),
      ...(reason && { reason }),
      ...(cursor && { after: cursor }),
    };
    const { items, next } = await this.parts.bus.parking.list(filter).catch(refused);
    return {
      items: items.map(({ message, ...parked }) => ({
        topic: message.topic,
        partition: message.partition,
        offset: message.offset,
        key: message.key,
        event: (message.event as WireEvent | undefined)?.id ?? null,
        reason: parked.reason,
        state: parked.state,
        attempts: parked.attempts,
        parkedAt: parked.parkedAt,
      })),
      next,
    };
  }

  @Post(':key/replay')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    description: 'Written down; the owner of the partition handles the key from its first parked event',
  })
  @ApiConflictResponse({ description: 'Nothing of this key is parked, or the replacement does not name it' })
  async replay(
    @Param('key') key: string,
    @Body() { replacement }: ReplayBody,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const event = replacement as unknown as WireEvent | undefined;
    const reason = event && receive({ topic: '', partition: 0, offset: 0, key, event });
    if (typeof reason === 'string')
      throw problem(400, `The replacement could not be taken in either (${reason}).`, { slug: 'invalid-request' });
    await this.parts.bus.parking
      .replay({ group: repositoryGroup, key, by: callerOf(request).id, ...(event && { replacement: event }) })
      .catch(refused);
  }

  @Post(':key/discard')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    description: 'Written down; the first parked event of the key is given up, those behind it go on',
  })
  @ApiConflictResponse({ description: 'Nothing of this key is parked' })
  async discard(
    @Param('key') key: string,
    @Body() { reason }: DiscardBody,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.parts.bus.parking
      .discard({ group: repositoryGroup, key, by: callerOf(request).id, reason })
      .catch(refused);
  }
}
