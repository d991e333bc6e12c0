import { Body, Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { problem, RequireRole } from '@touchstone/service-host';
import { createSource, listSources, revokeSource, rotateWriteKey } from '../access/sources.tables';
import { adminParts, type AdminParts } from './admin-parts';
import { CreateSourceBody, RotateKeyBody } from './source.body';
import { CreatedSource, RotatedKey, SourceList } from './source-answer.body';

const unknown = () => problem(404, 'There is no such source, or it was revoked.');
const day = 86_400;

@ApiTags('sources')
@Controller('admin/sources')
@RequireRole('admin')
export class SourcesController {
  constructor(@Inject(adminParts) private readonly parts: AdminParts) {}

  @Get()
  @ApiOkResponse({ type: SourceList })
  async list(): Promise<SourceList> {
    return { items: await listSources(this.parts.pool), next: null };
  }

  @Post()
  @ApiCreatedResponse({ type: CreatedSource, description: 'The write key is not shown again' })
  @ApiConflictResponse({ description: 'Another source has this name' })
  async create(@Body() { name, phoneRegion }: CreateSourceBody): Promise<CreatedSource> {
    const made = await createSource(this.parts.pool, { name, phoneRegion });
    if (!made) throw problem(409, 'Another source has this name already.', { slug: 'name-taken' });
    return made;
  }

  @Post(':id/write-keys')
  @ApiCreatedResponse({
    type: RotatedKey,
    description: 'A further write key, not shown again; older ones end after the overlap',
  })
  @ApiNotFoundResponse({ description: 'No such source' })
  async rotate(@Param('id', ParseUUIDPipe) id: string, @Body() body: RotateKeyBody): Promise<RotatedKey> {
    const writeKey = await rotateWriteKey(this.parts.pool, id, body?.overlapSeconds ?? day);
    if (writeKey === undefined) throw unknown();
    return { id, writeKey };
  }

  @Post(':id/revoke')
  @HttpCode(204)
  @ApiNotFoundResponse({ description: 'No such source' })
  async revoke(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    if (!(await revokeSource(this.parts.pool, id))) throw unknown();
  }
}
