import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { repositoryGroup } from '@touchstone/contracts';
import { RequireRole } from '@touchstone/service-host';
import { receiptsPerHour, receiptsPerSource } from './inbox-reads.tables';
import { InboxAnswer, ReceiptsAnswer } from './repository-answer.body';
import { ReceiptsQuery } from './repository.body';
import { repositoryParts, type RepositoryParts } from './repository-parts';

@ApiTags('repository')
@Controller('repository')
@RequireRole('analyst')
export class RepositoryController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get('inbox')
  @ApiOkResponse({ type: InboxAnswer })
  async inbox(): Promise<InboxAnswer> {
    const [sources, parked] = await Promise.all([
      receiptsPerSource(this.parts.pool),
      this.parts.bus.parking.counts(repositoryGroup),
    ]);
    return { sources, parked };
  }

  @Get('receipts')
  @ApiOkResponse({ type: ReceiptsAnswer, description: 'At most 1 000 hours, newest first' })
  async receipts(@Query() query: ReceiptsQuery): Promise<ReceiptsAnswer> {
    return { items: await receiptsPerHour(this.parts.pool, query), next: null };
  }
}
