import { setTimeout as sleep } from 'node:timers/promises';
import { killServer, pauseServer } from '../product/processes';
import type { Product } from '../product/product';

export interface Fault {
  readonly name: string;
  /** Resolves when the product runs again, or is left to come back by itself. */
  cause(product: Product): Promise<void>;
}

const killProduct: Fault = {
  name: 'kill -9 of the product',
  cause: async (product) => {
    await product.kill();
    await product.start();
  },
};

const killOf = (server: 'log' | 'read'): Fault => ({
  name: `kill -9 of the ${server} server`,
  cause: async ({ dataDir }) => void (await killServer(dataDir, server)),
});

const killEverything: Fault = {
  name: 'kill -9 of the product and both servers',
  cause: async (product) => {
    const { dataDir } = product;
    await Promise.all([killServer(dataDir, 'log'), killServer(dataDir, 'read'), product.kill()]);
    await product.start();
  },
};

const pauseOf = (server: 'log' | 'read', ms: number): Fault => ({
  name: `${ms / 1000} s without an answer of the ${server} server`,
  cause: async ({ dataDir }) => {
    const resume = await pauseServer(dataDir, server);
    await sleep(ms).finally(resume);
  },
});

/** Faults in turn; the pauses are left out when they are 0 ms long. */
export const faultsOf = (pauseMs: number): readonly Fault[] => [
  killProduct,
  killOf('log'),
  killOf('read'),
  killEverything,
  ...(pauseMs > 0 ? [pauseOf('log', pauseMs), pauseOf('read', pauseMs)] : []),
];
