import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiGoneResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import {
  deadLetterSchemas,
  encodeToken,
  headers,
  type DeadLetterPage,
  type DeadLetterSettled,
  type DeadLetterWithHistory,
  type Json,
  type JsonObject,
} from '@touchstone/contracts';
import { callerOf, DeadLettersQuery, DiscardBody, problem, RequireRole, traceparentOf } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  findLetter,
  holdRejection,
  listRejections,
  recordView,
  releaseRejection,
  settleRejection,
  stepsOf,
} from '../access/rejection-letters.tables';
import { openRejection } from '../access/rejection-box';
import { findRejection, type KeptRejection } from '../access/rejections.tables';
import { sourceById } from '../access/sources.tables';
import { adminParts, type AdminParts } from './admin-parts';
import { newTraceparent } from '../ingest/deliver.routes';
import { mergePatch } from './merge-patch';
import { afterCursor, cursorOf } from './rejection-cursor';
import { sendAgain } from './send-again';

const opened = {
  type: 'object',
  properties: { messageId: { type: ['string', 'null'] }, detail: { type: 'string' }, event: {} },
};
const unknown = () => problem(404, 'There is no such rejection; they are kept for 30 days.');
const settled = () =>
  problem(409, 'This rejection is settled already, or somebody is at it just now.', { slug: 'cannot-repair' });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

@ApiTags('dead letters')
@Controller('admin/rejections')
export class RejectionsController {
  constructor(@Inject(adminParts) private readonly parts: AdminParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ schema: deadLetterSchemas.page as never, description: 'Newest first, kept for 30 days' })
  async list(@Query() { cursor, limit = 50, ...filter }: DeadLettersQuery): Promise<DeadLetterPage> {
    const after = cursor === undefined ? undefined : afterCursor(cursor);
    if (cursor !== undefined && !after) throw problem(400, 'The cursor is not one that this address has given.');
    // A source that the bus knows under a name is none of ours.
    if (filter.source !== undefined && !uuid.test(filter.source)) return { items: [], next: null };
    const items = await listRejections(this.parts.pool, { ...filter, after, limit });
    const last = items.at(-1);
    return { items, next: last && items.length === limit ? cursorOf({ id: last.id, at: new Date(last.at) }) : null };
  }

  @Get(':id')
  @RequireRole('analyst')
  @ApiOkResponse({ schema: deadLetterSchemas.withHistory as never })
  @ApiNotFoundResponse({ description: 'No such rejection' })
  async show(@Param('id', ParseUUIDPipe) id: string): Promise<DeadLetterWithHistory> {
    const letter = await findLetter(this.parts.pool, id);
    if (!letter) throw unknown();
    return { ...letter, history: await stepsOf(this.parts.pool, id) };
  }

  @Get(':id/event')
  @RequireRole('steward')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOkResponse({
    schema: opened as never,
    description: 'The event as it was sent, and what is wrong with it; who looked is recorded',
  })
  @ApiNotFoundResponse({ description: 'No such rejection' })
  @ApiGoneResponse({ description: 'Its key was destroyed' })
  async open(@Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<string> {
    const { text } = await this.find(id);
    await recordView(this.parts.pool, id, callerOf(request).id);
    return text;
  }

  @Post(':id/replay')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ schema: deadLetterSchemas.settled as never, description: 'It was taken as it is, and is durable' })
  @ApiConflictResponse({ description: 'It is settled already' })
  @ApiUnprocessableEntityResponse({ description: 'It is refused again; code and detail say why' })
  replay(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadLetterSettled> {
    return this.again(id, 'replayed', (event) => event, request, reply);
  }

  @Post(':id/repair')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiBody({
    schema: { type: 'object' } as never,
    description: 'JSON merge patch (RFC 7386) of the event as it was sent',
  })
  @ApiOkResponse({
    schema: deadLetterSchemas.settled as never,
    description: 'The corrected event was taken: it names this rejection, and is durable',
  })
  @ApiConflictResponse({ description: 'It is settled already' })
  @ApiUnprocessableEntityResponse({ description: 'It is refused again; code and detail say why' })
  repair(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() patch: JsonObject,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadLetterSettled> {
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch) || Object.keys(patch).length === 0)
      throw problem(400, 'Say what to correct: a JSON object with the members of the event that change.');
    return this.again(id, 'repaired', (event) => mergePatch(event, patch), request, reply);
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ schema: deadLetterSchemas.settled as never })
  @ApiConflictResponse({ description: 'It is settled already' })
  async discard(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DiscardBody,
    @Req() request: FastifyRequest,
  ): Promise<DeadLetterSettled> {
    if (!(await findLetter(this.parts.pool, id))) throw unknown();
    if (!(await holdRejection(this.parts.pool, id))) throw settled();
    await settleRejection(this.parts.pool, id, { by: callerOf(request).id, action: 'discarded', reason });
    return { id, event: null };
  }

  private async find(id: string): Promise<{ kept: KeptRejection; text: string }> {
    const kept = await findRejection(this.parts.pool, id);
    if (!kept) throw unknown();
    const text = await openRejection(this.parts.rejections, kept);
    if (text === undefined) throw problem(410, 'The key of this rejection was destroyed; it cannot be read any more.');
    return { kept, text };
  }

  private async again(
    id: string,
    action: 'replayed' | 'repaired',
    correct: (event: Json) => Json,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<DeadLetterSettled> {
    const { pool, ingesting } = this.parts;
    const { kept, text } = await this.find(id);
    const source = await sourceById(pool, kept.sourceId);
    if (!source) throw unknown();
    if (!(await holdRejection(pool, id))) throw settled();
    const event = correct((JSON.parse(text) as { event: Json }).event);
    const traceparent = traceparentOf(request) ?? newTraceparent();
    const outcome = await sendAgain(ingesting, { source, rejection: kept, event, traceparent }).catch(
      async (error: unknown) => {
        await releaseRejection(pool, id);
        throw error;
      },
    );
    const by = callerOf(request).id;
    if ('refused' in outcome) {
      const { code, detail } = outcome.refused;
      await settleRejection(pool, id, { by, action: 'tried', reason: code });
      throw problem(422, `It is refused again: ${detail}`, { slug: 'refused-again', code });
    }
    await settleRejection(pool, id, { by, action, event: outcome.event });
    void reply.header(headers.position, encodeToken({ bus: outcome.receipt }));
    return { id, event: outcome.event };
  }
}
