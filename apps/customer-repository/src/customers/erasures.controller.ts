import { Body, Controller, HttpCode, Inject, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { encodeToken, headers as names } from '@touchstone/contracts';
import { callerOf, RequireRole } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { carryOut, request as requestErasure } from '../erasure/erase';
import { customerParts, type CustomerParts } from './customer-parts';
import { ErasureBody } from './customers.body';
import { ErasureAnswer } from './customers-answer.body';
import { byId } from './find-customer';
import { storeName } from './instruct';

@ApiTags('identity')
@Controller('customers')
@RequireRole('steward')
export class ErasuresController {
  constructor(@Inject(customerParts) private readonly parts: CustomerParts) {}

  @Post(':id/erasure')
  @HttpCode(200)
  @ApiOkResponse({
    type: ErasureAnswer,
    description: 'The keys are gone; caches forget them within 60 s, read models are cleaned within 60 s',
  })
  @ApiConflictResponse({ description: 'No customer is known by this id' })
  async erase(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { basis }: ErasureBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ErasureAnswer> {
    const { members } = await byId(this.parts, id);
    const identities = await this.parts.vault.livingKeys(members.map(({ identity }) => identity));
    const now = new Date(this.parts.now()).toISOString();
    const erasure = { erasureId: this.parts.newId(), identities, by: callerOf(request).id, basis, now };
    const requested = await requestErasure(this.parts, erasure);
    const recorded = await carryOut(this.parts, erasure);
    void reply.header(
      names.position,
      encodeToken({ stores: { [storeName]: recorded > requested ? recorded : requested } }),
    );
    return { erasure: erasure.erasureId, keys: identities.length };
  }
}
