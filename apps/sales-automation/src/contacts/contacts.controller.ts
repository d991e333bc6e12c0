import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import { answerOf, expectedOf, type Commands } from '../commands/command-handler';
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
import { lineOf } from '../accounts/ancestors';
import { AssignBody } from '../leads/leads.body';
import { identifiersIn } from '../parties/identifiers';
import { addContact } from './add-contact';
import { changeContact, joinAccount, leaveAccount, reassignContact } from './change-contact';
import { contacts, type Contact } from './contact';
import { AddContactBody, ChangeContactBody, ContactAnswer, JoinAccountBody, LeaveAccountBody } from './contacts.body';

@ApiTags('contacts')
@Controller('sales/contacts')
export class ContactsController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @CreateRoute()
  add(@Body() { person, owner, account }: AddContactBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.run(sent, async (run) => {
      if (account) await lineOf(run, account.id, '/account/id');
      const contactId = run.idOf('contact');
      const { userId: _, ...traits } = person;
      const identifiers = identifiersIn(person, '/person', run.circumstances.region);
      const command = { contactId, owner, identifiers, traits, account };
      const recorded = await run.append(
        contacts,
        contactId,
        (state, circumstances) => addContact({ ...command, ...circumstances }, state),
        { creates: true },
      );
      return answerOf(recorded, 201);
    });
  }

  @ChangeRoute(':id/change')
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { person }: ChangeContactBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const { userId: _, ...traits } = person;
    return this.commands.change(sent, contacts, id, (state, circumstances) => {
      const identifiers = identifiersIn(person, '/person', circumstances.region);
      return changeContact({ identifiers, traits, ...circumstances }, state);
    });
  }

  @ChangeRoute(':id/join-account')
  join(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: JoinAccountBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async (run) => {
      await lineOf(run, body.accountId, '/accountId');
      const recorded = await run.append(
        contacts,
        id,
        (state, circumstances) => joinAccount({ ...body, ...circumstances }, state),
        { expected },
      );
      return answerOf(recorded, 200);
    });
  }

  @ChangeRoute(':id/leave-account')
  leave(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: LeaveAccountBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, contacts, id, (state, circumstances) =>
      leaveAccount({ ...body, ...circumstances }, state),
    );
  }

  @ChangeRoute(':id/reassign')
  reassign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: AssignBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, contacts, id, (state, circumstances) =>
      reassignContact({ ...body, ...circumstances }, state),
    );
  }

  @ReadRoute(':id', ContactAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, contacts, id);
    const { owner, leadId, traits, accounts } = state as Exclude<Contact, { status: 'unknown' }>;
    const body: ContactAnswer = { id, owner: owner ?? null, leadId, person: traits, accounts, erased: place.erased };
    return { ...place, body };
  }
}
