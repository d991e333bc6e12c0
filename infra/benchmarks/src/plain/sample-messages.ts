import { v4 } from 'uuid';

/** A message as the Segment SDK for Node sends it, about 620 bytes. */
export const sampleMessage = (userId: string) => ({
  timestamp: new Date().toISOString(),
  integrations: {},
  type: 'track',
  userId,
  event: 'Product Viewed',
  properties: {
    product_id: 'P-84029E',
    sku: '84029E',
    category: 'Home',
    name: 'Red woolly hottie, white heart',
    brand: 'Acme',
    price: 3.39,
    quantity: 6,
    currency: 'GBP',
    url: 'https://shop.example/products/84029E',
  },
  context: {
    traits: { email: `${userId}@example.com` },
    library: { name: '@segment/analytics-node', version: '3.1.0' },
  },
  messageId: `node-next-${Date.now()}-${v4()}`,
  _metadata: { nodeVersion: '20.20.2', jsRuntime: 'node' },
});
