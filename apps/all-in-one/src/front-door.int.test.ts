import { appFor } from '@touchstone/contracts';
import type { RunningService } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { startServices } from './services';

let databases: TestDatabase[];
let services: RunningService[];
const started: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  databases = await Promise.all([testDatabase(), testDatabase(), testDatabase()]);
  const [log, keys, read] = databases.map(({ url }) => url) as [string, string, string];
  services = await startServices({
    url: 'http://127.0.0.1:1',
    apiKey: 'none',
    secrets: { pepper: Buffer.alloc(32, 1), digestSecret: Buffer.alloc(32, 2), wrappingKey: Buffer.alloc(32, 3) },
    databases: { log, keys, read, own: [], stop: async () => {} },
    readerUrl: read,
    config: { traceRatio: 0 },
    started: (undo) => void started.push(undo),
  });
});
afterAll(async () => {
  for (const undo of started.reverse()) await undo();
  await Promise.all(databases.map(({ drop }) => drop()));
});

/** An address that a route takes: each parameter as a segment. */
const addressOf = (path: string): string => path.replaceAll(/:\w+|\{\w+\}/g, '0199f0d2-7c9c-7bb1-8a71-111111111111');

describe('behind one address', () => {
  it('every route of every service is reached where the table of the front door sends it', () => {
    const told = services.flatMap(({ name, routes }) =>
      routes.map(
        ({ method, path }) => [`${method} ${path}`, appFor(method, addressOf(path)) ?? 'nobody', name] as const,
      ),
    );
    const inside = told.filter(([route]) => / \/internal\//.test(route));
    expect(inside.filter(([, to]) => to !== 'nobody')).toEqual([]);
    const elsewhere = told.filter(([route, to, name]) => to !== name && !inside.some(([each]) => each === route));
    expect(elsewhere).toEqual([]);
    expect(told.length).toBeGreaterThan(150);
  });

  it.each(['sales-automation', 'query-api', 'touchpoint-gateway', 'customer-repository', 'projections', 'backup'])(
    'so is every operation of the OpenAPI document of %s',
    (name) => {
      const document = services.find((service) => service.name === name)?.openapi as { paths: Record<string, object> };
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
      );
      expect(operations.length).toBeGreaterThan(0);
      expect(operations.filter(([method, path]) => appFor(method, addressOf(path)) !== name)).toEqual([]);
    },
  );

  it('no two services claim the same route', () => {
    const claims = services.flatMap(({ routes }) => routes.map(({ method, path }) => `${method} ${addressOf(path)}`));
    expect(claims.filter((claim, at) => claims.indexOf(claim) !== at)).toEqual([]);
  });
});
