import { Module, type DynamicModule } from '@nestjs/common';
import { adminParts, type AdminParts } from './admin-parts';
import { ApiKeysController } from './api-keys.controller';
import { RejectionsController } from './rejections.controller';
import { SourcesController } from './sources.controller';
import { planParts, type PlanParts } from '../tracking-plans/plan-parts';
import { QuarantineController } from '../tracking-plans/quarantine.controller';
import { TrackingPlanController } from '../tracking-plans/tracking-plan.controller';

@Module({
  controllers: [
    SourcesController,
    ApiKeysController,
    RejectionsController,
    TrackingPlanController,
    QuarantineController,
  ],
})
export class AdminModule {
  static of(parts: AdminParts, plans: PlanParts): DynamicModule {
    return {
      module: AdminModule,
      providers: [
        { provide: adminParts, useValue: parts },
        { provide: planParts, useValue: plans },
      ],
    };
  }
}
