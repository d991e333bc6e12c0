import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newDataVariable } from './new-data-variable';
import { spawnTouchstone } from './spawn-touchstone';

export interface NewDataHost {
  close(): Promise<void>;
}

const make = async (dataDir: string): Promise<void> => {
  const product = await spawnTouchstone({ dataDir });
  const { code } = await product.service.kill('SIGTERM');
  if (code !== 0) throw new Error(`The product that was to make ${dataDir} ended with ${code}.`);
  await rm(join(dataDir, 'touchstone.log'));
};

/**
 * Two new database servers with every schema are most of a first start, and every test that starts the product of its own
 * needed them: one product makes them for all workers of a Jest run, when the first of them asks.
 */
export const hostNewData = async (dataDir: string): Promise<NewDataHost> => {
  let making: Promise<void> | undefined;
  const server = createServer((_, response) => {
    making ??= make(dataDir);
    making.then(
      () => response.end(dataDir),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env[newDataVariable] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await making?.catch(() => undefined);
    },
  };
};
