import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Commands } from '../commands/command-handler';
import {
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { pipelines, type Pipeline } from './pipeline';
import { PipelineAnswer, PublishPipelineBody } from './pipelines.body';
import { publishPipeline } from './publish-pipeline';
import { retirePipeline } from './retire-pipeline';

@ApiTags('pipelines')
@Controller('sales/pipelines')
export class PipelinesController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  publish(@Body() body: PublishPipelineBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.create(sent, pipelines, (pipelineId) => publishPipeline({ ...body, pipelineId }));
  }

  @ChangeRoute(':id/publish')
  publishNext(
    @Param('id', ParseUUIDPipe) pipelineId: string,
    @Body() body: PublishPipelineBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, pipelines, pipelineId, publishPipeline({ ...body, pipelineId }));
  }

  @ChangeRoute(':id/retire')
  retire(@Param('id', ParseUUIDPipe) id: string, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.change(sent, pipelines, id, retirePipeline);
  }

  @ReadRoute(':id', PipelineAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(pipelines, id);
    const { pipelineId, ...pipeline } = state as Exclude<Pipeline, { status: 'unknown' }>;
    return { ...place, body: { id: pipelineId, ...pipeline } };
  }
}
