import type { WireEvent } from '@touchstone/contracts';
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

const box = randomBytes(330).toString('base64');
const data = JSON.stringify({ kind: 'track', channel: 'web', sealed: { subject: box } });

/** About the size of a sealed touchpoint: 500 bytes of data, 250 of metadata. */
export const sampleTouchpoint = (identity: string): WireEvent => ({
  id: v7(),
  type: 'touchpoint.interaction.recorded',
  schemaVersion: 1,
  data,
  metadata: {
    source: '5f0c5d4e-6a1b-4c3d-8e9f-000000000001',
    time: '2026-01-02T03:04:05.678Z',
    receivedAt: '2026-01-02T03:04:06.000Z',
    participants: [`subject:email:${identity}`],
    digest: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
  },
});

export const freshIdentity = (): string => randomBytes(16).toString('hex');
