import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiConflictResponse, ApiNoContentResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { BusRefused } from '@touchstone/event-bus';
import { problem, RequireRole } from '@touchstone/service-host';
import { repositoryParts, type RepositoryParts } from './repository-parts';

class BusGroup {
  @ApiProperty({ type: String }) group!: string;
  @ApiProperty({ type: Number, description: 'Processes that consume in its name now' }) members!: number;
  @ApiProperty({ type: Number, description: 'Messages that it has not handled yet' }) behind!: number;
}
class BusGroups {
  @ApiProperty({ type: [BusGroup] }) items!: readonly BusGroup[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

/** A group that nobody uses any more holds the retention of the bus back until it is forgotten. */
@ApiTags('bus')
@Controller('repository/bus-groups')
@RequireRole('admin')
export class GroupsController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get()
  @ApiOkResponse({ type: BusGroups })
  async list(): Promise<BusGroups> {
    return { items: await this.parts.bus.groups(), next: null };
  }

  @Post(':group/forget')
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Its progress is gone; it would begin anew' })
  @ApiConflictResponse({ description: 'It is not known, has members, or has parked messages' })
  async forget(@Param('group') group: string): Promise<void> {
    await this.parts.bus.forgetGroup(group).catch((error: unknown) => {
      throw error instanceof BusRefused ? problem(409, error.message, { slug: 'group-in-use' }) : error;
    });
  }
}
