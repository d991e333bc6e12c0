import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { sendLogsTo } from '@touchstone/service-host';

const rotateAt = 64 * 1024 * 1024;

/** Sends the log of this process to a file (one older file is kept), or to standard output for `-`. */
export const logToFile = async (path: string, level: string): Promise<void> => {
  if (path === '-') return sendLogsTo(undefined, level);
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > rotateAt) await rename(path, `${path}.1`);
  sendLogsTo(createWriteStream(path, { flags: 'a', mode: 0o600 }), level);
};
