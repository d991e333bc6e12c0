import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interactionRecorded, touchpointsTopic, type PlainEvent, type WireEvent } from '@touchstone/contracts';
import { postgresEventBus } from '@touchstone/event-bus';
import { eventCodec, openVault } from '@touchstone/personal-data';
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

export interface Repair {
  readonly key: string;
  readonly repairs: string;
  readonly userId: string;
  readonly at: string;
  readonly mark: string;
}

/** What a steward sends instead of the poison: sealed as the gateway would have sealed it. */
export const sealedRepair = async (product: Product, repair: Repair): Promise<WireEvent> => {
  const { key, repairs, userId, at, mark } = repair;
  const secrets = JSON.parse(await readFile(join(product.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  const pool = await product.logPool('keys');
  const vault = await openVault({ pool, wrappingKey: Buffer.from(secrets['wrappingKey'] ?? '', 'base64url') });
  const identifiers = [{ type: 'user_id', value: userId }];
  const event: PlainEvent = {
    id: randomUUID(),
    type: interactionRecorded.type,
    schemaVersion: interactionRecorded.schemaVersion,
    data: { kind: 'track', channel: 'server', name: 'Repaired', identifiers, properties: { mark } },
    metadata: { source: 'planted', time: at, participants: [`subject:user_id:${key}`], repairs },
  };
  try {
    const [sealed] = await eventCodec(vault).seal([event]);
    return sealed as WireEvent;
  } finally {
    await vault.close();
    await pool.end();
  }
};
