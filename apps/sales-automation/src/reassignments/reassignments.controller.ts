import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { problem, RequireRole, type Caller } from '@touchstone/service-host';
import { answerOf, type Commands } from '../commands/command-handler';
import {
  Asking,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { RuleBroken } from '../commands/rule-broken';
import { reassignments, requestReassignment, type ReassignedRecord, type Reassignment } from './reassignment';
import { ReassignmentAnswer, RequestReassignmentBody } from './reassignments.body';

/** What the controller of reassignments needs beside the commands. */
export interface ReassignmentParts {
  readonly ownedBy: (person: string) => Promise<ReassignedRecord[]>;
  /** Where it cannot go on: how often it was tried in vain, and when it is tried again. */
  readonly failuresOf: (reassignmentId: string) => Promise<{ failures: number; nextTryAt: string } | undefined>;
  /** Has it carried out, also when this process dies. */
  readonly schedule: (reassignmentId: string) => Promise<void>;
}
export const reassignmentParts = Symbol('reassignmentParts');

const most = 5_000;

@ApiTags('reassignments')
@Controller('sales/reassignments')
export class ReassignmentsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(reassignmentParts) private readonly parts: ReassignmentParts,
  ) {}

  @CreateRoute()
  @RequireRole('manager')
  request(@Body() body: RequestReassignmentBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    if ((body.from === undefined) === (body.records === undefined))
      throw problem(400, 'Name either records, or from whom everything is to go.', { slug: 'invalid-request' });
    return this.commands.runLeased(sent, async (run) => {
      const reassignmentId = run.idOf(reassignments.category);
      const told = await run.peek(reassignments, reassignmentId);
      // Repeated after a crash: what the person owned then has moved meanwhile.
      const records = told.status === 'unknown' ? await this.recordsOf(body) : told.records;
      // First, so that no crash leaves a reassignment that nobody carries out.
      await this.parts.schedule(reassignmentId);
      const recorded = await run.append(
        reassignments,
        reassignmentId,
        (state, circumstances) =>
          requestReassignment({ reassignmentId, to: body.to, records, ...circumstances }, state),
        { creates: true },
      );
      return answerOf(recorded, 201);
    });
  }

  private async recordsOf({ records: named, from }: RequestReassignmentBody): Promise<ReassignedRecord[]> {
    const records = named?.map((record) => ({ ...record })) ?? (await this.parts.ownedBy(from as string));
    if (records.length === 0) throw new RuleBroken('nothing-owned', 'The person owns nothing.', '/from');
    if (records.length > most)
      throw new RuleBroken('too-many', `One command moves at most ${most} records; there are ${records.length}.`);
    return records;
  }

  @ReadRoute(':id', ReassignmentAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, reassignments, id);
    const { status, to, records, done, refused } = state as Exclude<Reassignment, { status: 'unknown' }>;
    const body: ReassignmentAnswer = {
      id,
      status,
      to,
      total: records.length,
      done,
      moved: done - refused.length,
      refused,
      ...(status === 'running' && { waiting: await this.parts.failuresOf(id) }),
    };
    return { ...place, body };
  }
}
