import { Module, type DynamicModule } from '@nestjs/common';
import { customerParts, type CustomerParts } from './customers/customer-parts';
import { CustomersController } from './customers/customers.controller';
import { ErasuresController } from './customers/erasures.controller';
import { RulesController } from './customers/rules.controller';
import { GroupsController, TopicsController } from './repository/groups.controller';
import { ParkingController } from './repository/parking.controller';
import { ConflictsController } from './repository/conflicts.controller';
import { RepositoryController } from './repository/repository.controller';
import { repositoryParts } from './repository/repository-parts';
import type { RepositoryParts } from './repository/repository-parts';

@Module({
  controllers: [
    CustomersController,
    RulesController,
    ErasuresController,
    RepositoryController,
    ParkingController,
    ConflictsController,
    GroupsController,
    TopicsController,
  ],
})
export class RepositoryModule {
  static of(customers: CustomerParts, repository: RepositoryParts): DynamicModule {
    const providers = [
      { provide: customerParts, useValue: customers },
      { provide: repositoryParts, useValue: repository },
    ];
    return { module: RepositoryModule, providers };
  }
}
