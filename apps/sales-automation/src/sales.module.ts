import { Module, type DynamicModule } from '@nestjs/common';
import type { Commands } from './commands/command-handler';
import { commandsToken } from './commands/command-route.interceptor';
import { LeadsController } from './leads/leads.controller';

@Module({ controllers: [LeadsController] })
export class SalesModule {
  static of(commands: Commands): DynamicModule {
    return { module: SalesModule, providers: [{ provide: commandsToken, useValue: commands }] };
  }
}
