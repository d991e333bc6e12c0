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
import {
  ActivityAnswer,
  CancelActivityBody,
  DoActivityBody,
  PlanActivityBody,
  RescheduleActivityBody,
} from './activities.body';
import { activities, type Activity } from './activity';
import { cancelActivity, doActivity, rescheduleActivity } from './finish-activity';
import { assertCustomer } from '../quotes/known-customer';
import { planActivity } from './plan-activity';

@ApiTags('activities')
@Controller('sales/activities')
export class ActivitiesController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  plan(@Body() body: PlanActivityBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.create(
      sent,
      activities,
      (activityId) => (state, circumstances) => planActivity({ ...body, activityId, ...circumstances }, state),
      (run) => assertCustomer(run, { contact: body.contactId, account: body.accountId, lead: body.leadId }),
    );
  }

  @ChangeRoute(':id/done')
  done(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DoActivityBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, activities, id, (state, circumstances) =>
      doActivity({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/reschedule')
  reschedule(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RescheduleActivityBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, activities, id, (state, circumstances) =>
      rescheduleActivity({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/cancel')
  cancel(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CancelActivityBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, activities, id, (state, circumstances) =>
      cancelActivity({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', ActivityAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, activities, id);
    const { activityId: _, ...activity } = state as Exclude<Activity, { status: 'unknown' }>;
    return { ...place, body: { id, ...activity, erased: place.erased } satisfies ActivityAnswer };
  }
}
