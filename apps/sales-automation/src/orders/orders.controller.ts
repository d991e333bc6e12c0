import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@touchstone/service-host';
import { assertChangeable } from '../commands/append-decision';
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
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { AssignBody } from '../leads/leads.body';
import { cancelOrder } from './cancel-order';
import { joinOrder } from './join-order';
import { orders, type KnownOrder } from './order';
import { reserve } from './order-number';
import {
  CancelOrderBody,
  OrderAnswer,
  OrderReferenceBody,
  PlaceOrderBody,
  RefundOrderBody,
  ReturnGoodsBody,
} from './orders.body';
import { reassignOrder } from './reassign-order';
import { refundOrder } from './refund-order';
import { returnGoods } from './return-goods';
import { takeOrder } from './taking';

@ApiTags('orders')
@Controller('sales/orders')
export class OrdersController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  place(@Body() body: PlaceOrderBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.run(sent, (run) => takeOrder(run, this.catalogue, body));
  }

  @ChangeRoute(':id/cancel')
  cancel(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CancelOrderBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, orders, id, cancelOrder(body));
  }

  @ChangeRoute(':id/return')
  takeBack(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReturnGoodsBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async ({ idOf, append }) => {
      const returnId = idOf('return');
      return answerOf(await append(orders, id, returnGoods({ ...body, returnId }), { expected }), 200, { returnId });
    });
  }

  @ChangeRoute(':id/refund')
  refund(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RefundOrderBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async ({ idOf, append }) => {
      const refundId = idOf('refund');
      return answerOf(await append(orders, id, refundOrder({ ...body, refundId }), { expected }), 200, { refundId });
    });
  }

  /** Another system reports the same order: from now on it counts under the number of that one. */
  @ChangeRoute(':id/join')
  join(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: OrderReferenceBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    const expected = expectedOf(sent.ifMatch);
    return this.commands.run(sent, async (run) => {
      const join = async () => {
        const { state, version, erased } = await run.read(orders, id);
        assertChangeable(erased, version, expected);
        if (joinOrder(body)(state, run.circumstances).length > 0) await reserve(run, body, id);
        return run.append(orders, id, joinOrder(body), { expected });
      };
      return answerOf(await run.unlessDone(orders, id, join), 200);
    });
  }

  @ChangeRoute(':id/reassign')
  reassign(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { owner }: AssignBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, orders, id, reassignOrder({ owner }));
  }

  @ReadRoute(':id', OrderAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string, @Asking() caller: Caller): Promise<RecordAnswer> {
    const { state, ...place } = await this.commands.read(caller, orders, id);
    const { salesOrderId, ...order } = state as KnownOrder;
    return { ...place, body: { id: salesOrderId, ...order, erased: place.erased } };
  }
}
