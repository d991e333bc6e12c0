import { Body, Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import { answerOf, expectedOf, type Commands } from '../commands/command-handler';
import {
  Asking,
  ChangeRoute,
  commandsToken,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { assignmentRules, rulesOfLeads, setAssignmentRules } from './assignment-rules';
import { assertTerritories } from './coverage';
import { AssignmentRulesBody } from './assignment-rules.body';

@ApiTags('leads')
@Controller('sales/assignment-rules')
export class AssignmentRulesController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @ChangeRoute('')
  set(@Body() { rules }: AssignmentRulesBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    // As plain objects: instances of the class would not be the same after they were written down.
    const plain = rules.map((rule) => ({ ...rule }));
    return this.commands.run(sent, async (run) => {
      await assertTerritories(run, plain);
      const recorded = await run.append(
        assignmentRules,
        rulesOfLeads,
        (state, circumstances) => setAssignmentRules({ rules: plain, ...circumstances }, state),
        { creates: true, expected },
      );
      return answerOf(recorded, 200);
    });
  }

  @ReadRoute('', AssignmentRulesBody)
  async read(@Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, assignmentRules, rulesOfLeads);
    return { ...place, body: { rules: state.rules } };
  }
}
