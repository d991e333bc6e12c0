import { Module, type DynamicModule } from '@nestjs/common';
import { adminParts, type AdminParts } from './admin-parts';
import { ApiKeysController } from './api-keys.controller';
import { RejectionsController } from './rejections.controller';
import { SourcesController } from './sources.controller';

@Module({ controllers: [SourcesController, ApiKeysController, RejectionsController] })
export class AdminModule {
  static of(parts: AdminParts): DynamicModule {
    return { module: AdminModule, providers: [{ provide: adminParts, useValue: parts }] };
  }
}
