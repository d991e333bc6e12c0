import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { appFor, frontRoutes } from '@touchstone/contracts';
import type { RunningService } from '@touchstone/service-host';
import { testDatabase, type TestDatabase } from '@touchstone/testing';
import { documentOf } from './merge-openapi';
import { startServices } from './services';

/** What query-api answers to /openapi.json, and so every front door. */
const documentFile = resolve(__dirname, '../../query-api/src/documents/front-door.openapi.json');

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>;
}

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

/** SDKs write some addresses in other ways too, which mean the same: two slashes, one at the end, one letter of the name. */
const spellings: readonly [RegExp, string][] = [
  [/ \/\//, ' /'],
  [/\/$/, ''],
  [/^POST \/v1\/([abgipst])$/, 'POST /v1/$1*'],
];
const meant = (route: string): string => spellings.reduce((known, [from, to]) => known.replace(from, to), route);
const isDescribed = (operations: readonly string[], route: string): boolean => {
  const name = meant(route);
  return name.endsWith('*')
    ? operations.some((operation) => operation.startsWith(name.slice(0, -1)))
    : operations.includes(name);
};

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

  it('one document has every operation of every service (UPDATE_SCHEMAS=1 npx jest front-door.int writes it again)', async () => {
    const text = `${JSON.stringify(documentOf(services), null, 1)}\n`;
    if (process.env['UPDATE_SCHEMAS'] === '1') await writeFile(documentFile, text);
    expect(await readFile(documentFile, 'utf8')).toBe(text);
  });

  it('that document has all that can be reached, and each app of the table has a part in it', async () => {
    const { paths } = JSON.parse(await readFile(documentFile, 'utf8')) as Document;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${addressOf(path)}`),
    );
    const reached = services.flatMap(({ routes }) =>
      routes
        .filter(({ method, path }) => method !== 'HEAD' && method !== 'OPTIONS' && appFor(method, addressOf(path)))
        .map(({ method, path }) => `${method} ${addressOf(path)}`),
    );
    expect(reached.filter((route) => !isDescribed(operations, route))).toEqual([]);
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const apps = operations.map((operation) => appFor(...(operation.split(' ') as [string, string])));
    expect(new Set(apps)).toEqual(new Set(frontRoutes.flatMap(({ app }) => app ?? [])));
  });
});
