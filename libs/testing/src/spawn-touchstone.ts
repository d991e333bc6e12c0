import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { newDataDir } from './new-data';
import { spawnService, type Service } from './spawn-service';

export type TouchstoneOptions = {
  /** Kept after stop() when it was given. A new one is of the first start's making, so a test of first starts gives its own. */
  dataDir?: string;
  env?: Record<string, string>;
};

export type Answer<Body> = { status: number; headers: Headers; body: Body };

export type Touchstone = {
  url: string;
  writeKey: string;
  apiKey: string;
  sqlUrl: string;
  dataDir: string;
  service: Service;
  /** With the API key unless the headers name another. */
  request<Body>(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: unknown },
  ): Promise<Answer<Body>>;
  stop(): Promise<void>;
};

const root = resolve(__dirname, '../../..');
const program = resolve(root, 'apps/all-in-one/dist/main.js');

/** The options of Node that `npm start` gives. */
const nodeArgsOfStart = async (): Promise<string[]> => {
  const { scripts } = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
};

/** A log or a bus that lies elsewhere is still empty, and positions of another one would say that it was read already. */
const keepsEverythingInside = (env: Record<string, string>): boolean =>
  !Object.keys(env).some((name) => /^KAFKA_|^EVENTSTORE_|_DATABASE_URL$/.test(name));

const folderFor = (env: Record<string, string>): Promise<string> =>
  keepsEverythingInside(env) ? newDataDir('touchstone-e2e-') : mkdtemp(join(tmpdir(), 'touchstone-e2e-'));

/** The whole product in a process of its own, on free ports, as `npm start` runs it. Needs a build. */
export const spawnTouchstone = async ({ dataDir, env = {} }: TouchstoneOptions = {}): Promise<Touchstone> => {
  const folder = dataDir ?? (await folderFor(env));
  const service = await spawnService(program, {
    nodeArgs: await nodeArgsOfStart(),
    env: { PORT: '0', SQL_PORT: '0', TOUCHSTONE_DATA: folder, ...env },
    ready: /"?writeKey"?|write key/i,
    timeoutMs: 180_000,
  });
  const credentials = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8')) as Credentials;
  const request: Touchstone['request'] = async (path, { method, headers = {}, body } = {}) => {
    const response = await fetch(credentials.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${credentials.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const stop = async () => {
    await service.kill();
    if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
  };
  return { ...credentials, dataDir: folder, service, request, stop };
};

type Credentials = Pick<Touchstone, 'url' | 'writeKey' | 'apiKey' | 'sqlUrl'>;
