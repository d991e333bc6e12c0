import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { ProjectionMarks, RepositoryMarks } from '@touchstone/contracts';
import { problem, RequireRole } from '@touchstone/service-host';
import { sourcesToken, type Sources } from '../reading/sources';

const answer = { 'application/json': { schema: { $ref: '#/components/schemas/Marks' } } };

/** What services tell each other on /internal/marks, for people: a front door does not pass that. */
@ApiTags('operation')
@Controller('status')
@RequireRole('analyst')
export class StatusController {
  constructor(@Inject(sourcesToken) private readonly sources: Sources) {}

  @Get()
  @ApiOperation({ operationId: 'readStatus', summary: 'How far inbox, resolver and read models are' })
  @ApiOkResponse({ description: 'The answer.', content: answer })
  @ApiServiceUnavailableResponse({ description: 'customer-repository or projections does not answer.' })
  async read(): Promise<RepositoryMarks & ProjectionMarks> {
    const { repository, projections } = this.sources.owners;
    try {
      const [inbox, rows] = await Promise.all([repository(), projections()]);
      return { ...inbox, ...rows };
    } catch {
      throw problem(503, 'customer-repository or projections does not answer: GET /health/ready says which is down.');
    }
  }
}
