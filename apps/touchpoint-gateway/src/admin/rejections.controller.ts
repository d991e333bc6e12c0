import { Controller, Get, Header, Inject, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiGoneResponse, ApiNotFoundResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { problem, RequireRole } from '@touchstone/service-host';
import { openRejection } from '../access/rejection-box';
import { findRejection, listRejections } from '../access/rejections.tables';
import { adminParts, type AdminParts } from './admin-parts';
import { afterCursor, cursorOf } from './rejection-cursor';
import { RejectionList } from './rejection-answer.body';
import { RejectionsQuery } from './rejections.body';

const opened = {
  type: 'object',
  properties: { messageId: { type: ['string', 'null'] }, detail: { type: 'string' }, event: {} },
};

@ApiTags('rejections')
@Controller('admin/rejections')
export class RejectionsController {
  constructor(@Inject(adminParts) private readonly parts: AdminParts) {}

  @Get()
  @RequireRole('analyst')
  @ApiOkResponse({ type: RejectionList, description: 'Newest first, kept for 30 days' })
  async list(@Query() { source, code, cursor, limit = 50 }: RejectionsQuery): Promise<RejectionList> {
    const after = cursor === undefined ? undefined : afterCursor(cursor);
    if (cursor !== undefined && !after) throw problem(400, 'The cursor is not one that this address has given.');
    const items = await listRejections(this.parts.pool, { sourceId: source, code, after, limit });
    return { items, next: items.length === limit ? cursorOf(items.at(-1)!) : null };
  }

  @Get(':id')
  @RequireRole('steward')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOkResponse({ schema: opened as never, description: 'The event as it was sent, and what is wrong with it' })
  @ApiNotFoundResponse({ description: 'No such rejection' })
  @ApiGoneResponse({ description: 'Its key was destroyed' })
  async open(@Param('id', ParseUUIDPipe) id: string): Promise<string> {
    const kept = await findRejection(this.parts.pool, id);
    if (!kept) throw problem(404, 'There is no such rejection; they are kept for 30 days.');
    const text = await openRejection(this.parts.rejections, kept);
    if (text === undefined) throw problem(410, 'The key of this rejection was destroyed; it cannot be read any more.');
    return text;
  }
}
