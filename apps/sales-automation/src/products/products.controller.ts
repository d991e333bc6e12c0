import { Body, Controller, Inject, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Product } from '@touchstone/pricing';
import type { Commands } from '../commands/command-handler';
import {
  ChangeRoute,
  commandsToken,
  CreateRoute,
  ReadRoute,
  Sent,
  type RecordAnswer,
} from '../commands/command-route.interceptor';
import { createNamed } from '../commands/named-once';
import type { CommandAnswer, SentCommand } from '../commands/once';
import { catalogueToken, type CatalogueReader } from '../prices/catalogue-reader';
import { discontinueProduct } from './discontinue-product';
import { introduceProduct } from './introduce-product';
import { products } from './product';
import { IntroduceProductBody, ProductAnswer, SpecificationBody } from './products.body';
import { specifyProduct } from './specify-product';

@ApiTags('products')
@Controller('sales/products')
export class ProductsController {
  constructor(
    @Inject(commandsToken) private readonly commands: Commands,
    @Inject(catalogueToken) private readonly catalogue: CatalogueReader,
  ) {}

  @CreateRoute()
  introduce(@Body() body: IntroduceProductBody, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return createNamed(this.commands, sent, products, 'sku', body.sku, (productId) =>
      introduceProduct({ ...body, productId }),
    );
  }

  @ChangeRoute(':id/specify')
  specify(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SpecificationBody,
    @Sent() sent: SentCommand,
  ): Promise<CommandAnswer> {
    return this.commands.change(sent, products, id, specifyProduct(body));
  }

  @ChangeRoute(':id/discontinue')
  discontinue(@Param('id', ParseUUIDPipe) id: string, @Sent() sent: SentCommand): Promise<CommandAnswer> {
    return this.commands.change(sent, products, id, discontinueProduct);
  }

  @ReadRoute(':id', ProductAnswer)
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<RecordAnswer> {
    const { state, ...place } = await this.catalogue.read(products, id);
    const { productId, ...product } = state as Exclude<Product, { status: 'unknown' }>;
    return { ...place, body: { id: productId, ...product } };
  }
}
