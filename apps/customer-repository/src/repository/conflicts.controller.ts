import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  deadLetterSchemas,
  encodeToken,
  headers as names,
  identityStream,
  touchpointsTopic,
  type DeadLetterPage,
  type DeadLetterSettled,
  type DeadLetterWithHistory,
  type WireEvent,
} from '@touchstone/contracts';
import { callerOf, DeadLettersQuery, DiscardBody, problem, RequireRole } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { acceptedVersion } from './dead-letter-repairs';
import {
  discardConflict,
  findConflict,
  listConflicts,
  recordStep,
  stepsOf,
  type Conflict,
} from './dead-letters.tables';
import { openedOrSealed } from './opened-or-sealed';
import { repositoryParts, type RepositoryParts } from './repository-parts';

const settled = () => problem(409, 'This conflict is settled already.', { slug: 'cannot-repair' });

/** Events whose id is stored with another content. */
@ApiTags('dead letters')
@Controller('repository/quarantine')
export class ConflictsController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ schema: deadLetterSchemas.page as never, description: 'Oldest first' })
  list(@Query() { cursor, limit = 50, ...filter }: DeadLettersQuery): Promise<DeadLetterPage> {
    if (cursor !== undefined && !/^\d{1,18}$/.test(cursor))
      throw problem(400, 'The cursor is not one that this address has given.', { slug: 'invalid-request' });
    return listConflicts(this.parts.pool, { ...filter, after: cursor, limit });
  }

  @Get(':id')
  @RequireRole('analyst')
  @ApiOkResponse({ schema: deadLetterSchemas.withHistory as never })
  @ApiNotFoundResponse({ description: 'No such conflict' })
  async show(@Param('id') id: string): Promise<DeadLetterWithHistory> {
    const { letter } = await this.find(id);
    return { ...letter, history: await stepsOf(this.parts.pool, 'conflict', id) };
  }

  @Get(':id/event')
  @RequireRole('steward')
  @ApiOkResponse({
    schema: { type: 'object' } as never,
    description: 'What is stored, and what came later under its id, with their values; who looked is recorded',
  })
  @ApiNotFoundResponse({ description: 'No such conflict' })
  async open(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const conflict = await this.find(id);
    await recordStep(this.parts.pool, { kind: 'conflict', letter: id, by: callerOf(request).id, action: 'viewed' });
    const [stored, event] = await Promise.all([
      this.stored(conflict).then((one) => openedOrSealed(this.parts.codec, one)),
      openedOrSealed(this.parts.codec, JSON.parse(conflict.wire) as WireEvent),
    ]);
    return { stored, event };
  }

  @Post(':id/repair')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    schema: deadLetterSchemas.settled as never,
    description: 'The later version is on its way as an event of its own that names the stored one',
  })
  @ApiConflictResponse({ description: 'It is settled already' })
  async repair(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadLetterSettled> {
    const { letter, wire } = await this.find(id);
    if (letter.state !== 'open') throw settled();
    const event = acceptedVersion(JSON.parse(wire) as WireEvent);
    const key = letter.key ?? '';
    // Through the bus, so that it takes its turn behind what waits of its key; the inbox marks the conflict when it is stored.
    const receipt = await this.parts.bus.publish([{ topic: touchpointsTopic, key, event }]);
    const by = callerOf(request).id;
    await recordStep(this.parts.pool, { kind: 'conflict', letter: id, by, action: 'repaired', event: event.id });
    void reply.header(names.position, encodeToken({ bus: receipt }));
    return { id, event: event.id };
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ schema: deadLetterSchemas.settled as never, description: 'What is stored stands' })
  @ApiConflictResponse({ description: 'It is settled already' })
  async discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardBody,
    @Req() request: FastifyRequest,
  ): Promise<DeadLetterSettled> {
    await this.find(id);
    if (!(await discardConflict(this.parts.pool, id, callerOf(request).id, reason))) throw settled();
    return { id, event: null };
  }

  private async find(id: string): Promise<Conflict> {
    const found = /^\d{1,18}$/.test(id) ? await findConflict(this.parts.pool, id) : undefined;
    if (!found) throw problem(404, 'There is no such conflict.');
    return found;
  }

  private async stored({ letter, identity, afterVersion }: Conflict): Promise<WireEvent | undefined> {
    if (identity === null) return undefined;
    const stream = identityStream(identity);
    for (let from = afterVersion + 1; ;) {
      const { events } = await this.parts.store.readStream(stream, { from, limit: 500 });
      const found = events.find((event) => event.id === letter.event);
      if (found || events.length === 0) return found;
      from += events.length;
    }
  }
}
