import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { RequireRole } from '@touchstone/service-host';
import { Answers } from '../documents/answers.controller';
import { RestsOn } from '../freshness/rests-on.guard';
import { jsonType } from '../pages/list-answer';
import { PageQuery } from '@touchstone/service-host';
import { projections } from '../reading/read-models.tables';
import { sourcesToken, type Sources } from '../reading/sources';
import { quarantine } from './quarantine';

@Controller('identity')
@RequireRole('analyst')
export class QuarantineController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get('quarantine')
  @RestsOn(projections.identity)
  @Header('content-type', jsonType)
  @Answers('listQuarantine', 'Pairs of identities that a rule keeps apart, oldest first', 'QuarantinePage')
  list(@Query() page: PageQuery): Promise<string> {
    return quarantine(page, this.sources);
  }
}
