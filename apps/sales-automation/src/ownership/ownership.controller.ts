import { Controller, Inject, Param, ParseEnumPipe, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import { accounts } from '../accounts/account';
import type { Commands } from '../commands/command-handler';
import { Asking, commandsToken, ReadRoute, type RecordAnswer } from '../commands/command-route.interceptor';
import type { StreamKind } from '../commands/stream-kind';
import { contacts } from '../contacts/contact';
import { leads } from '../leads/lead';
import { opportunities } from '../opportunities/opportunity';
import { changesOf, ownerOn } from './owner-on';
import { OwnerAnswer, OwnerQuery } from './ownership.body';

// Only their owners are looked at, whatever else their states hold.
const kinds = { accounts, contacts, leads, opportunities } as unknown as Readonly<Record<string, StreamKind<unknown>>>;
const names = Object.fromEntries(Object.keys(kinds).map((name) => [name, name]));

@ApiTags('owners')
@Controller('sales')
export class OwnershipController {
  constructor(@Inject(commandsToken) private readonly commands: Commands) {}

  @ReadRoute(':kind/:id/owner', OwnerAnswer)
  @ApiParam({ name: 'kind', enum: Object.keys(kinds) })
  async owner(
    @Param('kind', new ParseEnumPipe(names)) kind: string,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() { on = '9999-12-31' }: OwnerQuery,
    @Asking() caller: Caller,
  ): Promise<RecordAnswer> {
    const { owners, ...place } = await this.commands.read(caller, kinds[kind] as StreamKind<unknown>, id);
    const body: OwnerAnswer = { owner: ownerOn(owners, on) ?? null, owners: changesOf(owners) };
    return { ...place, body };
  }
}
