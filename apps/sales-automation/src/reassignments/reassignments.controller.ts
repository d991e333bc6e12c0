import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiAcceptedResponse, ApiTags } from '@nestjs/swagger';
import { problem, ProblemError, RequireRole, type Caller } from '@touchstone/service-host';
import { answerOf, type Commands } from '../commands/command-handler';
import {
  Asking,
  CommandAnswerBody,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import type { Run } from '../commands/run';
import type { Wanted } from './find-owned';
import { reassignments, requestReassignment, type ReassignedRecord, type Reassignment } from './reassignment';
import { ReassignmentAnswer, RequestReassignmentBody } from './reassignments.body';

/** How the timer of a reassignment stands. */
export interface Standing {
  /** Of one that moves everything of a person. */
  readonly wanted: Wanted | undefined;
  /** It cannot go on: how often it was tried in vain, and when it is tried again. */
  readonly waiting: { readonly failures: number; readonly nextTryAt: string } | undefined;
  /** Why nothing was moved. */
  readonly rule: string | undefined;
}
/** What the controller of reassignments needs beside the commands. */
export interface ReassignmentParts {
  /** Position of the newest event of the store. */
  readonly newest: () => Promise<string>;
  readonly standingOf: (reassignmentId: string) => Promise<Standing | undefined>;
  /** Has it carried out, also when this process dies. */
  readonly schedule: (reassignmentId: string, wanted?: Wanted) => Promise<void>;
}
export const reassignmentParts = Symbol('reassignmentParts');

@ApiTags('reassignments')
@Controller('sales/reassignments')
export class ReassignmentsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(reassignmentParts) private readonly parts: ReassignmentParts,
  ) {}

  // Above the route, which wraps what stands below it.
  @RequireRole('manager')
  @ApiAcceptedResponse({ type: CommandAnswerBody, description: 'What the person owns is looked for, and then moved' })
  @CreateRoute()
  request(@Body() { from, records, to }: RequestReassignmentBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    if ((from === undefined) === (records === undefined))
      throw problem(400, 'Name either records, or from whom everything is to go.', { slug: 'invalid-request' });
    return this.commands.runLeased(sent, (run) =>
      from === undefined ? this.record(run, to, records ?? []) : this.want(run, from, to),
    );
  }

  /** Reads nothing of the log: that takes as long as the log is. */
  private async want(run: Run, from: string, to: string): Promise<CommandAnswer> {
    const id = run.idOf(reassignments.category);
    const { by, now } = run.circumstances;
    await this.parts.schedule(id, { from, to, by, requestedAt: now });
    return { status: 202, body: { id, version: 0 }, position: await this.parts.newest() };
  }

  private async record(run: Run, to: string, named: readonly ReassignedRecord[]): Promise<CommandAnswer> {
    const reassignmentId = run.idOf(reassignments.category);
    const records = named.map((record) => ({ ...record }));
    // First, so that no crash leaves a reassignment that nobody carries out.
    await this.parts.schedule(reassignmentId);
    const recorded = await run.append(
      reassignments,
      reassignmentId,
      (state, circumstances) => requestReassignment({ reassignmentId, to, records, ...circumstances }, state),
      { creates: true },
    );
    return answerOf(recorded, 201);
  }

  @ReadRoute(':id', ReassignmentAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const standing = await this.parts.standingOf(id);
    const recorded = await this.recordedOf(id, caller, standing);
    if (!recorded) return this.notRecorded(id, standing as Standing & { wanted: Wanted });
    const { state, ...place } = recorded;
    const { status, to, records, done, refused } = state as Exclude<Reassignment, { status: 'unknown' }>;
    const body: ReassignmentAnswer = {
      id,
      status,
      to,
      total: records.length,
      done,
      moved: done - refused.length,
      refused,
      ...(standing?.wanted && { from: standing.wanted.from }),
      ...(status === 'running' && { waiting: standing?.waiting }),
    };
    return { ...place, body };
  }

  /** Undefined while it is found out what belongs to it, and where that was nothing. Throws problems (403, 404). */
  private async recordedOf(id: string, caller: Caller, standing: Standing | undefined) {
    try {
      return await this.commands.read(caller, reassignments, id);
    } catch (error) {
      const isUnknown = error instanceof ProblemError && error.problem.status === 404;
      if (isUnknown && standing?.wanted && caller.role !== 'rep') return undefined;
      throw error;
    }
  }

  private async notRecorded(
    id: string,
    { wanted, waiting, rule }: Standing & { wanted: Wanted },
  ): Promise<RecordAnswer> {
    const { from, to } = wanted;
    const told = rule === undefined ? { status: 'looking', waiting } : { status: 'refused', rule };
    const body: ReassignmentAnswer = { id, from, to, total: 0, done: 0, moved: 0, refused: [], ...told };
    return { version: 0, position: await this.parts.newest(), body };
  }
}
