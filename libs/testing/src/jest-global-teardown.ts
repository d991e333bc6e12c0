import { rm } from 'node:fs/promises';
import { running } from './jest-postgres';

export default async (): Promise<void> => {
  await running.newData?.close();
  await running.kafka?.close();
  await running.server?.stop();
  if (running.folder) await rm(running.folder, { recursive: true, force: true });
};
