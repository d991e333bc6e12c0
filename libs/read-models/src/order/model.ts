import { incompleteIdentities } from '../incomplete-identities.entity';
import { readModel } from '../read-model';
import { recordFacts } from '../sales-facts/record-facts.entity';
import { orderMigrations } from './migrations';
import { salesOrders } from './sales-orders.entity';

export const orderModel = readModel('order', 1, orderMigrations, [salesOrders, recordFacts, incompleteIdentities]);
