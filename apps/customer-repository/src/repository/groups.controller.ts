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

class TopicDrift {
  @ApiProperty({ type: String, description: 'partitions, replication, or the name of a setting' }) setting!: string;
  @ApiProperty({ type: String }) wanted!: string;
  @ApiProperty({ type: String }) found!: string;
}
class BusTopic {
  @ApiProperty({ type: String }) topic!: string;
  @ApiProperty({ type: Number }) partitions!: number;
  @ApiProperty({ type: [TopicDrift], description: 'What is not as it should be' }) drift!: readonly TopicDrift[];
}
class BusTopics {
  @ApiProperty({ type: [BusTopic] }) items!: readonly BusTopic[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

/** The topics as the brokers have them, beside what the product wants. */
@ApiTags('bus')
@Controller('repository/bus-topics')
@RequireRole('admin')
export class TopicsController {
  constructor(@Inject(repositoryParts) private readonly parts: RepositoryParts) {}

  @Get()
  @ApiOkResponse({ type: BusTopics })
  async list(): Promise<BusTopics> {
    return { items: await this.parts.bus.topics(), next: null };
  }
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
