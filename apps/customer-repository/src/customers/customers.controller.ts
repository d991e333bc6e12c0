import { Body, Controller, Headers, HttpCode, Inject, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiOkResponse,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { eventIdOf, headers as names, type PlainEvent } from '@touchstone/contracts';
import { callerOf, problem, RequireRole } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readProgress } from '../resolver/progress.tables';
import { customerParts, type CustomerParts } from './customer-parts';
import { SidesBody, SplitBody } from './customers.body';
import { DecisionAnswer } from './customers-answer.body';
import { customerById, customersOf, type Customer } from './customers.tables';
import { byId, byIdentifier, identityOfSent } from './find-customer';
import { instruct } from './instruct';
import { isSameRequest } from './request-keys.tables';
import { InstructionRefused, lift, merge, split, type Wish } from './stewardship';

const callerNamespace = 'f8a6f9c1-3b0e-5d0c-8d3a-0f4c1f9b7e21';

@ApiTags('identity')
@Controller()
@RequireRole('steward')
@ApiUnprocessableEntityResponse({ description: 'The Idempotency-Key belongs to another request' })
export class CustomersController {
  constructor(@Inject(customerParts) private readonly parts: CustomerParts) {}

  @Post('customers/merge')
  @HttpCode(200)
  @ApiOkResponse({
    type: DecisionAnswer,
    description: 'One customer now. A cannot-link between the two is lifted by it.',
  })
  @ApiAcceptedResponse({ type: DecisionAnswer, description: 'Recorded, not decided within 5 s' })
  @ApiConflictResponse({
    description: 'Refused; rule says why: unknown-customer, same-customer, max-identities, blocked, cannot-link',
  })
  async merge(
    @Body() body: SidesBody,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionAnswer> {
    const wish = await this.wish({ merge: body }, body.reason, key, request);
    const repeated = await this.repeated(wish, reply);
    if (repeated) return repeated;
    const [one, other] = await this.sides(body);
    const { rules } = await readProgress(this.parts.pool);
    return this.answer(() => merge(one, other, rules, wish), reply);
  }

  @Post('customers/:id/split')
  @HttpCode(200)
  @ApiOkResponse({
    type: DecisionAnswer,
    description: 'The customers on both sides; evidence does not join them again',
  })
  @ApiAcceptedResponse({ type: DecisionAnswer, description: 'Recorded, not decided within 5 s' })
  @ApiConflictResponse({ description: 'Refused; rule says why: unknown-customer, not-of-this-customer, nothing-left' })
  async split(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SplitBody,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionAnswer> {
    const wish = await this.wish({ split: id, ...body }, body.reason, key, request);
    const repeated = await this.repeated(wish, reply);
    if (repeated) return repeated;
    const customer = await byId(this.parts, id);
    const named = new Set(body.identifiers.map((sent) => identityOfSent(this.parts, sent).identity));
    return this.answer(() => split(customer, named, wish), reply);
  }

  @Post('identity/cannot-link/lift')
  @HttpCode(200)
  @ApiOkResponse({
    type: DecisionAnswer,
    description: 'Evidence may link the two again; the customers as they are now',
  })
  @ApiAcceptedResponse({ type: DecisionAnswer, description: 'Recorded, not decided within 5 s' })
  async lift(
    @Body() body: SidesBody,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionAnswer> {
    const wish = await this.wish({ lift: body }, body.reason, key, request);
    const [one, other] = await this.sides(body);
    return this.answer(() => lift({ left: one.members, right: other.members }, wish), reply);
  }

  private async wish(payload: object, reason: string, key: string | undefined, request: FastifyRequest): Promise<Wish> {
    const { id: by } = callerOf(request);
    const id = key ? eventIdOf(callerNamespace, `${by}\n${key}`) : this.parts.newId();
    if (key && !(await isSameRequest(this.parts.pool, id, this.parts.fingerprint(payload)))) throw keyReused();
    return { id, by, reason, now: new Date(this.parts.now()).toISOString() };
  }

  private async sides({ customers, identifiers }: SidesBody): Promise<[Customer, Customer]> {
    if (!customers === !identifiers)
      throw problem(400, 'Name either customers or identifiers, two of them.', { slug: 'invalid-request' });
    const found = customers
      ? customers.map((id) => byId(this.parts, id))
      : (identifiers ?? []).map((sent) => byIdentifier(this.parts, sent));
    const [one, other] = await Promise.all(found);
    return [one as Customer, other as Customer];
  }

  /** A repeated request finds its instruction in the log: by now the two sides may be one customer because of it. */
  private async repeated({ id }: Wish, reply: FastifyReply): Promise<DecisionAnswer | undefined> {
    const { events } = await this.parts.store.readStream(`instruction-${id}`, { limit: 1 });
    const [known] = events;
    if (!known) return undefined;
    const [plain] = await this.parts.codec.open([known]);
    return this.answer(() => ({ ...(plain as PlainEvent), id }), reply);
  }

  private async answer(decide: () => PlainEvent, reply: FastifyReply): Promise<DecisionAnswer> {
    const event = decideOrRefuse(decide);
    const outcome = await instruct(this.parts, event);
    void reply.header(names.position, outcome.token);
    if (outcome.kind === 'pending') {
      void reply.status(202);
      return { instruction: event.id, token: outcome.token };
    }
    if (outcome.refusedBy) throw refusal(outcome.refusedBy, 'The resolver refused it.', { instruction: event.id });
    const { left, right } = event.data as { left: string[]; right: string[] };
    return { instruction: event.id, customers: await this.resulting([...left, ...right]) };
  }

  private async resulting(identities: readonly string[]) {
    const ids = [...new Set((await customersOf(this.parts.pool, identities)).values())].sort();
    const customers = await Promise.all(ids.map((id) => customerById(this.parts.pool, id)));
    return customers.flatMap((customer) =>
      customer ? [{ id: customer.id, identities: customer.members.length }] : [],
    );
  }
}

const keyReused = () =>
  problem(422, 'This Idempotency-Key was sent with another request before: use a new one for each decision.', {
    slug: 'idempotency-key-reused',
  });

const refusal = (rule: string, detail: string, more: Record<string, unknown> = {}) =>
  problem(409, detail, { slug: rule, rule, ...more });

const decideOrRefuse = (decide: () => PlainEvent): PlainEvent => {
  try {
    return decide();
  } catch (error) {
    if (error instanceof InstructionRefused) throw refusal(error.rule, error.message);
    throw error;
  }
};
