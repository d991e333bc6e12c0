import { salesOrderEvents, type SalesOrderEvent } from '@touchstone/contracts';
import { orderModel, salesOrders } from '@touchstone/read-models';
import { recordKind, recordProjection } from '../sales-facts/record-projection.tables';
import { orderRowOf } from './order-row';

/** Orders that sales took, each once, under the number by which it counts beside those of other systems. */
export const orderProjection = recordProjection(orderModel, [
  recordKind<SalesOrderEvent, typeof salesOrders>(salesOrderEvents, salesOrders, orderRowOf),
]);
