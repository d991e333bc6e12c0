import { randomUUID } from 'node:crypto';
import { interactionRecorded, touchpointsTopic } from '@touchstone/contracts';
import { postgresEventBus } from '@touchstone/event-bus';
import type { Product } from './product';

/** Below the gateway: an event whose time no worker can read. Answers its id. */
export const plantPoison = async (product: Product, key: string): Promise<string> => {
  const pool = await product.logPool();
  const bus = await postgresEventBus({ pool });
  const id = randomUUID();
  const metadata = { source: 'planted', time: 'some day', participants: [`subject:user_id:${key}`] };
  const { type, schemaVersion } = interactionRecorded;
  try {
    await bus.publish([{ topic: touchpointsTopic, key, event: { id, type, schemaVersion, data: '{}', metadata } }]);
  } finally {
    await bus.close();
    await pool.end();
  }
  return id;
};
