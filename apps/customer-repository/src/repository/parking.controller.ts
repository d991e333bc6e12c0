import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  deadLetterSchemas,
  repositoryGroup,
  type DeadLetterPage,
  type DeadLetterSettled,
  type DeadLetterWithHistory,
  type WireEvent,
} from '@touchstone/contracts';
import { BusRefused, type ParkedMessage } from '@touchstone/event-bus';
import { CannotSeal } from '@touchstone/personal-data';
import { callerOf, DeadLettersQuery, DiscardBody, problem, RequireRole } from '@touchstone/service-host';
import type { FastifyRequest } from 'fastify';
import { receive } from '../inbox/receive';
import { corrected, parkedLetter, placeOf, stepOf, withSameData } from './dead-letter-repairs';
import { recordStep, stepsOf } from './dead-letters.tables';
import { RepairParkedBody } from './dead-letters.body';
import { openedOrSealed } from './opened-or-sealed';
import { repositoryParts, type RepositoryParts } from './repository-parts';

const group = repositoryGroup;
const refused = (error: unknown) => {
  throw error instanceof BusRefused ? problem(409, error.message, { slug: 'cannot-repair' }) : error;
};
const invalid = (detail: string) => problem(400, detail, { slug: 'invalid-request' });
const states = {
  open: 'parked',
  waiting: 'waiting',
  replayed: 'replayed',
  repaired: 'repaired',
  discarded: 'discarded',
} as const;

/** Repairs are written down here; the worker that owns the partition applies them in order. */
@ApiTags('dead letters')
@Controller('repository/parked')
export class ParkingController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({
    schema: deadLetterSchemas.page as never,
    description: 'In the order of topic, partition and offset',
  })
  async list(@Query() { source, reason, key, state, cursor, limit = 50 }: DeadLettersQuery): Promise<DeadLetterPage> {
    const filter = {
      group,
      limit,
      states: state ? [states[state]] : (['parked', 'waiting'] as const),
      ...(source && { source }),
      ...(reason && { reason }),
      ...(key && { key }),
      ...(cursor && { after: cursor }),
    };
    const { items, next } = await this.parts.bus.parking.list(filter).catch(refused);
    return { items: items.map(parkedLetter), next };
  }

  @Get(':id')
  @RequireRole('analyst')
  @ApiOkResponse({ schema: deadLetterSchemas.withHistory as never })
  @ApiNotFoundResponse({ description: 'Nothing is parked there' })
  async show(@Param('id') id: string): Promise<DeadLetterWithHistory> {
    const { parked, requests } = await this.find(id);
    const history = [...requests.map(stepOf), ...(await stepsOf(this.parts.pool, 'parked', id))];
    return { ...parkedLetter(parked), history: history.sort((a, b) => (a.at < b.at ? -1 : 1)) };
  }

  @Get(':id/event')
  @RequireRole('steward')
  @ApiOkResponse({
    schema: { type: 'object' } as never,
    description: 'The event with its values; who looked is recorded',
  })
  @ApiNotFoundResponse({ description: 'Nothing is parked there' })
  async open(@Param('id') id: string, @Req() request: FastifyRequest): Promise<object> {
    const { parked } = await this.find(id);
    await recordStep(this.parts.pool, { kind: 'parked', letter: id, by: callerOf(request).id, action: 'viewed' });
    return { event: await openedOrSealed(this.parts.codec, parked.message.event) };
  }

  @Post(':id/replay')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    schema: deadLetterSchemas.settled as never,
    description: 'Written down; the owner of the partition handles the key from this event on, in order',
  })
  @ApiConflictResponse({ description: 'It is not the first parked event of its key' })
  async replay(@Param('id') id: string, @Req() request: FastifyRequest): Promise<DeadLetterSettled> {
    const { parked } = await this.find(id);
    await this.parts.bus.parking.replay(this.request(parked, request)).catch(refused);
    return { id, event: null };
  }

  @Post(':id/repair')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    schema: deadLetterSchemas.settled as never,
    description: 'Written down; a new event that names this one takes its place, those behind it go on',
  })
  @ApiConflictResponse({ description: 'It is not the first parked event of its key' })
  async repair(
    @Param('id') id: string,
    @Body() body: RepairParkedBody,
    @Req() request: FastifyRequest,
  ): Promise<DeadLetterSettled> {
    const { parked } = await this.find(id);
    const replacement = await this.replacement(parked.message.event, body);
    const reason = receive({ ...parked.message, event: replacement });
    if (typeof reason === 'string') throw invalid(`The repaired event could not be taken in either (${reason}).`);
    await this.parts.bus.parking.replay({ ...this.request(parked, request), replacement }).catch(refused);
    return { id, event: replacement.id };
  }

  @Post(':id/discard')
  @HttpCode(202)
  @RequireRole('steward')
  @ApiAcceptedResponse({
    schema: deadLetterSchemas.settled as never,
    description: 'Written down; this event is given up, those behind it go on',
  })
  @ApiConflictResponse({ description: 'It is not the first parked event of its key' })
  async discard(
    @Param('id') id: string,
    @Body() { reason }: DiscardBody,
    @Req() request: FastifyRequest,
  ): Promise<DeadLetterSettled> {
    const { parked } = await this.find(id);
    await this.parts.bus.parking.discard({ ...this.request(parked, request), reason }).catch(refused);
    return { id, event: null };
  }

  private async find(id: string) {
    const place = placeOf(id);
    const found = place && (await this.parts.bus.parking.find({ group, ...place }));
    if (!found) throw problem(404, 'Nothing is parked under this id; settled ones are kept for a week.');
    return found;
  }

  private request({ message }: ParkedMessage, request: FastifyRequest) {
    return { group, key: message.key, only: message, by: callerOf(request).id };
  }

  private async replacement(
    original: WireEvent | undefined,
    { data, ...changes }: RepairParkedBody,
  ): Promise<WireEvent> {
    if (!original?.id) throw invalid('This message has no id that a repair could name: it can only be discarded.');
    if (!data && Object.keys(changes).length === 0)
      throw invalid('Say what to correct: type, schemaVersion, time, participants or data.');
    const head = corrected(original, changes, this.parts.newId());
    if (!data) return withSameData(original, head);
    const [sealed] = await this.parts.codec.seal([{ ...head, data }]).catch((error: unknown) => {
      throw error instanceof CannotSeal ? invalid(error.message) : error;
    });
    return sealed as WireEvent;
  }
}
