import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Res,
} from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiPreconditionFailedResponse,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { problem, RequireRole } from '@touchstone/service-host';
import type { FastifyReply } from 'fastify';
import { changeLimits, findSource, listSources, type VersionedSource } from '../access/listed-sources.tables';
import { listRejections } from '../access/rejection-letters.tables';
import { activityOf } from '../access/source-activity.tables';
import { createSource, revokeSource, revokeWriteKey, rotateWriteKey } from '../access/sources.tables';
import { adminParts, type AdminParts } from './admin-parts';
import { ActivityAnswer, CreatedSource, RotatedKey, SourceAnswer, SourceList } from './source-answer.body';
import { ChangeSourceBody, CreateSourceBody, RotateKeyBody } from './source.body';

const unknown = () => problem(404, 'There is no such source, or it was revoked.');
const day = 86_400;
const shownRejections = 10;
const etagOf = (version: number): string => `"${version}"`;

@ApiTags('sources')
@Controller('admin/sources')
export class SourcesController {
  constructor(@Inject(adminParts) private readonly parts: AdminParts) {}

  @Get()
  @RequireRole('admin')
  @ApiOkResponse({ type: SourceList })
  async list(): Promise<SourceList> {
    return { items: await listSources(this.parts.pool), next: null };
  }

  @Post()
  @RequireRole('admin')
  @ApiCreatedResponse({ type: CreatedSource, description: 'The write key is not shown again' })
  @ApiConflictResponse({ description: 'Another source has this name' })
  async create(@Body() { name, phoneRegion }: CreateSourceBody): Promise<CreatedSource> {
    const made = await createSource(this.parts.pool, { name, phoneRegion });
    if (!made) throw problem(409, 'Another source has this name already.', { slug: 'name-taken' });
    return { id: made.id, name: made.name, phoneRegion: made.phoneRegion, writeKey: made.writeKey };
  }

  @Get(':id')
  @RequireRole('admin')
  @ApiOkResponse({ type: SourceAnswer, description: 'With an ETag, for a change' })
  @ApiNotFoundResponse({ description: 'No such source' })
  async read(
    @Param('id', ParseUUIDPipe) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceAnswer> {
    const { source, version } = await this.find(id);
    void reply.header('etag', etagOf(version));
    return source;
  }

  @Patch(':id')
  @RequireRole('admin')
  @ApiOkResponse({ type: SourceAnswer, description: 'In force within 5 s' })
  @ApiNotFoundResponse({ description: 'No such source' })
  @ApiPreconditionFailedResponse({ description: 'The source has changed meanwhile' })
  @ApiResponse({ status: 428, description: 'If-Match is missing' })
  async change(
    @Param('id', ParseUUIDPipe) id: string,
    @Headers('if-match') expected: string | undefined,
    @Body() body: ChangeSourceBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceAnswer> {
    if (expected === undefined) throw problem(428, 'Read the source first, and send its ETag as If-Match.');
    const { source, version } = await this.find(id);
    const outdated = problem(412, 'The source has changed meanwhile: read it again.', {
      headers: { etag: etagOf(version) },
    });
    if (expected !== etagOf(version)) throw outdated;
    const limits = { ...source.limits, ...body };
    if (limits.eventsPerSecond === null && limits.burstEvents !== null)
      throw problem(400, 'burstEvents without eventsPerSecond limits nothing: name both, or neither.');
    if (!(await changeLimits(this.parts.pool, id, version, limits))) throw outdated;
    return this.read(id, reply);
  }

  @Get(':id/activity')
  @RequireRole('analyst')
  @ApiOkResponse({ type: ActivityAnswer, description: 'Counted in steps of five minutes; some seconds old' })
  @ApiNotFoundResponse({ description: 'No such source' })
  async activity(@Param('id', ParseUUIDPipe) id: string): Promise<ActivityAnswer> {
    const { pool } = this.parts;
    const [activity, rejections] = await Promise.all([
      activityOf(pool, id),
      listRejections(pool, { source: id, limit: shownRejections }),
    ]);
    if (!activity) throw unknown();
    return {
      ...activity,
      lastRejections: rejections.map(({ id: letter, at, reason }) => ({ id: letter, at, reason })),
    };
  }

  @Post(':id/write-keys')
  @RequireRole('admin')
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

  @Post(':id/write-keys/:keyId/revoke')
  @RequireRole('admin')
  @HttpCode(204)
  @ApiNotFoundResponse({ description: 'The source has no such key' })
  async revokeKey(@Param('id', ParseUUIDPipe) id: string, @Param('keyId', ParseUUIDPipe) keyId: string): Promise<void> {
    if (!(await revokeWriteKey(this.parts.pool, id, keyId))) throw problem(404, 'The source has no such write key.');
  }

  @Post(':id/revoke')
  @RequireRole('admin')
  @HttpCode(204)
  @ApiNotFoundResponse({ description: 'No such source' })
  async revoke(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    if (!(await revokeSource(this.parts.pool, id))) throw unknown();
  }

  private async find(id: string): Promise<VersionedSource> {
    const found = await findSource(this.parts.pool, id);
    if (!found) throw unknown();
    return found;
  }
}
