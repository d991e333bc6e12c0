import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { spawnService, type Service } from '@touchstone/testing';
import { serverOf, type ServerName } from './processes';
import type { Product } from './product';

const apps = resolve(__dirname, '../../../../apps');

const urlOf = async ({ dataDir }: Product, server: ServerName, database: string): Promise<string> => {
  const { port, password } = await serverOf(dataDir, server);
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
};

/** One more process of a service, on the databases and secrets of the product. */
export const joinMember = async (
  product: Product,
  app: 'customer-repository' | 'projections',
  env: Record<string, string> = {},
): Promise<Service> => {
  const kept = JSON.parse(await readFile(join(product.dataDir, 'secrets.json'), 'utf8')) as Record<string, string>;
  const secret = (name: string) => Buffer.from(kept[name] ?? '', 'base64url').toString('hex');
  return spawnService(join(apps, app, 'dist/main.js'), {
    env: {
      PORT: '0',
      LOG_DATABASE_URL: await urlOf(product, 'log', 'log'),
      KEYS_DATABASE_URL: await urlOf(product, 'log', 'keys'),
      READ_DATABASE_URL: await urlOf(product, 'read', 'read'),
      PEPPER: secret('pepper'),
      DIGEST_SECRET: secret('digestSecret'),
      WRAPPING_KEY: secret('wrappingKey'),
      LEASE_MS: '1000',
      ...env,
    },
    ready: /listens on/,
  });
};

/** Partitions by the process that reads them, as the bus has them now. */
export const assignment = async (product: Product): Promise<number[]> => {
  const pool = await product.logPool();
  try {
    const { rows } = await pool.query<{ partitions: number }>(
      'SELECT count(*)::int AS partitions FROM bus.assignments WHERE member IS NOT NULL GROUP BY member',
    );
    return rows.map(({ partitions }) => partitions).sort((a, b) => a - b);
  } finally {
    await pool.end();
  }
};
