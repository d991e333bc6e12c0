import { Body, Controller, Get, HttpCode, Inject, Put, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiConflictResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  encodeToken,
  firstRules,
  headers as names,
  resolutionRules,
  rulesChanged,
  type ResolutionRules,
} from '@touchstone/contracts';
import { VersionConflict } from '@touchstone/event-store';
import { callerOf, problem, RequireRole } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { customerParts, type CustomerParts } from './customer-parts';
import { RulesBody } from './customers.body';
import { RulesAnswer } from './customers-answer.body';
import { identityOfSent } from './find-customer';
import { passed, storeName } from './instruct';

const stream = 'rules-resolution';
const outdated = (version: number) =>
  problem(409, `The rules in force are version ${version}: read them again and send after = ${version}.`, {
    slug: 'rules-changed',
    version,
  });

@ApiTags('identity')
@Controller('identity/rules')
export class RulesController {
  constructor(@Inject(customerParts) private readonly parts: CustomerParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ type: RulesAnswer })
  async read(): Promise<RulesAnswer> {
    return (await this.inForce()).rules;
  }

  @Put()
  @HttpCode(200)
  @RequireRole('steward')
  @ApiOkResponse({ type: RulesAnswer, description: 'In force: every customer is recomputed' })
  @ApiAcceptedResponse({ type: RulesAnswer, description: 'Recorded; customers are still being recomputed' })
  @ApiConflictResponse({ description: 'The rules have changed meanwhile' })
  async change(
    @Body() body: RulesBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RulesAnswer> {
    const { rules: before, version } = await this.inForce();
    if (body.after !== before.version) throw outdated(before.version);
    const rules = this.rulesOf(body);
    const changed = rulesChanged({ rules, by: callerOf(request).id, reason: body.reason });
    const metadata = {
      source: 'customer-repository',
      time: new Date(this.parts.now()).toISOString(),
      participants: [],
    };
    const event = {
      id: this.parts.newId(),
      type: changed.type,
      schemaVersion: changed.schemaVersion,
      data: JSON.stringify(changed.data),
      metadata,
    };
    const { position } = await this.parts.store.append(stream, [event], version).catch((error: unknown) => {
      throw error instanceof VersionConflict ? outdated(before.version + 1) : error;
    });
    void reply.header(names.position, encodeToken({ stores: { [storeName]: position } }));
    if (!(await passed(this.parts, position))) void reply.status(202);
    return rules;
  }

  private rulesOf({
    after,
    limits,
    maxPartners,
    maxIdentities,
    blocked = [],
    blockedIdentifiers = [],
  }: RulesBody): ResolutionRules {
    const named = blockedIdentifiers.map((sent) => identityOfSent(this.parts, sent).identity);
    const read = resolutionRules.safeParse({
      version: after + 1,
      limits,
      maxPartners,
      maxIdentities,
      blocked: [...new Set([...blocked, ...named])],
    });
    if (!read.success) throw problem(400, 'A limit is a whole number of at least 1.', { slug: 'invalid-request' });
    return read.data;
  }

  private async inForce(): Promise<{ rules: ResolutionRules; version: number | 'no-stream' }> {
    const { events, version } = await this.parts.store.readStream(stream);
    const last = events.at(-1);
    return { rules: last ? rulesChanged.schema.parse(JSON.parse(last.data)).rules : firstRules, version };
  }
}
