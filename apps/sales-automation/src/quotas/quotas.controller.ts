import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import type { Commands } from '../commands/command-handler';
import {
  Asking,
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { quotas, type Quota } from './quota';
import { QuotaAnswer, ReviseQuotaBody, SetQuotaBody } from './quotas.body';
import { reviseQuota } from './revise-quota';
import { setQuota } from './set-quota';
import { withdrawQuota } from './withdraw-quota';

@ApiTags('quotas')
@Controller('sales/quotas')
export class QuotasController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  set(@Body() body: SetQuotaBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.create(sent, quotas, (quotaId) => setQuota({ ...body, quotaId }));
  }

  @ChangeRoute(':id/revise')
  revise(
    @Param('id', ParseUUIDPipe) quotaId: string,
    @Body() { amount }: ReviseQuotaBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, quotas, quotaId, reviseQuota({ quotaId, amount }));
  }

  @ChangeRoute(':id/withdraw')
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.change(sent, quotas, id, withdrawQuota);
  }

  @ReadRoute(':id', QuotaAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, quotas, id);
    const { quotaId, ...quota } = state as Exclude<Quota, { status: 'unknown' }>;
    return { ...place, body: { id: quotaId, ...quota } };
  }
}
