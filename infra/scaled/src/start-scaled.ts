import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listen } from '@touchstone/service-host';
import { appOf, apps, type AppName } from '@touchstone/topology';
import { environmentOf, roleUrl } from './environment';
import { firstKeys, type Credentials } from './first-keys';
import { addressOf, frontDoor } from './front-door';
import type { ReplicaState } from './replica';
import { Replicas } from './replicas';
import { loadSecrets } from './secrets';
import { hasLog, startServers, type GivenServers, type Servers } from './servers';

export interface ScaledOptions {
  readonly dataDir: string;
  /** Of the front door; 0 takes free ports for it and for the address of each app, which else has the port of the table. */
  readonly port?: number;
  /** Those of the table unless told; 0 leaves an app out. */
  readonly replicas?: Readonly<Partial<Record<AppName, number>>>;
  /** For every replica; outweighs the table. */
  readonly env?: Readonly<Record<string, string>>;
  readonly given?: GivenServers;
  readonly bus?: 'kafka' | 'postgres';
  /** Of an embedded cluster: 1, or 3 that outlive one of them. */
  readonly brokers?: 1 | 3;
  /** Of the embedded PostgreSQL servers. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  readonly say?: (line: string) => void;
}

export interface ReplicaShown {
  readonly name: string;
  readonly app: AppName;
  readonly pid: number;
  readonly state: ReplicaState;
  readonly url: string | undefined;
}

export interface Scaled {
  readonly url: string;
  readonly credentials: Credentials;
  readonly isFirstStart: boolean;
  readonly servers: Servers;
  readonly dataDir: string;
  /** Where an app is asked, whichever of its replicas answers. */
  readonly addresses: ReadonlyMap<AppName, string>;
  replicas(): readonly ReplicaShown[];
  /** Process number by name: every replica, `postgres-log`, `postgres-read`, `kafka-1` and so on, as far as they run here. */
  pids(): Readonly<Record<string, number>>;
  /** A signal to one of pids(), SIGKILL unless told. What dies so is started again. */
  kill(name: string, signal?: NodeJS.Signals): void;
  /** Resolves when as many are ready, and those that are too many are gone. */
  scale(app: AppName, count: number): Promise<void>;
  /** One replica after the other, each successor ready before its predecessor stops. */
  restart(app: AppName): Promise<void>;
  stop(): Promise<void>;
}

const programOf = (app: AppName): string => resolve(__dirname, `../../../apps/${app}/dist/main.js`);

const undoing = () => {
  const undos: (() => Promise<unknown>)[] = [];
  return {
    later: (undo: () => Promise<unknown>) => void undos.push(undo),
    all: async () => {
      for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
    },
  };
};

const pidsOf = (groups: ReadonlyMap<AppName, Replicas>, { postgres, kafka }: Servers): Record<string, number> => {
  const running = [...groups.values()].flatMap((group) => group.all()).filter(({ state }) => state !== 'ended');
  const nodes = kafka?.nodes.map((node) => [`kafka-${node.id}`, node.pid()] as const) ?? [];
  return Object.fromEntries([
    ...running.map(({ name, pid }) => [name, pid]),
    ...Object.entries(postgres).map(([name, server]) => [`postgres-${name}`, server?.pid]),
    ...nodes.filter(([, pid]) => pid !== undefined),
  ]) as Record<string, number>;
};

const operate = (groups: ReadonlyMap<AppName, Replicas>, servers: Servers) => {
  const groupOf = (app: AppName): Replicas => {
    const group = groups.get(app);
    if (!group) throw new Error(`There is no app ${app}: name one of ${[...groups.keys()].join(', ')}.`);
    return group;
  };
  const kill = (name: string, signal: NodeJS.Signals = 'SIGKILL') => {
    const pid = pidsOf(groups, servers)[name];
    if (pid === undefined) throw new Error(`There is no process ${name} now.`);
    process.kill(pid, signal);
  };
  return {
    pids: () => pidsOf(groups, servers),
    kill,
    replicas: () =>
      [...groups.values()].flatMap((group) =>
        group.all().map(({ name, pid, state, url }) => ({ name, app: group.app, pid, state, url })),
      ),
    scale: (app: AppName, count: number) => groupOf(app).scale(count),
    restart: (app: AppName) => groupOf(app).restart(),
  };
};

/** Starts each app when those that it comes after are ready. */
const startAll = (
  groups: ReadonlyMap<AppName, Replicas>,
  replicas: ScaledOptions['replicas'] = {},
): Promise<unknown> => {
  const started = new Map<AppName, Promise<void>>();
  const startOne = (name: AppName): Promise<void> => {
    const known = started.get(name);
    if (known) return known;
    const { after, replicas: usual } = appOf(name);
    const starting = Promise.all(after.map(startOne)).then(() =>
      (groups.get(name) as Replicas).scale(replicas[name] ?? usual.least),
    );
    started.set(name, starting);
    return starting;
  };
  return Promise.all(apps.map(({ name }) => startOne(name)));
};

const openDoors = async (
  groups: ReadonlyMap<AppName, Replicas>,
  port: number,
  later: (undo: () => Promise<unknown>) => void,
) => {
  const front = await listen({ handle: frontDoor(groups) }, port);
  later(front.close);
  const addresses = new Map<AppName, string>();
  for (const [name, group] of groups) {
    const { url, close } = await listen({ handle: addressOf(group) }, port === 0 ? 0 : appOf(name).port);
    later(close);
    addresses.set(name, url);
  }
  return { addresses, front };
};

/** Starts every app of the table as processes of its own behind one front door. Whatever fails, what was started before is stopped. */
export const startScaled = async (options: ScaledOptions): Promise<Scaled> => {
  const { dataDir: given, port = 0, say = () => {}, env = {} } = options;
  const dataDir = resolve(given);
  const logs = join(dataDir, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const undo = undoing();
  try {
    const launching: { env?: (app: AppName) => Record<string, string> } = {};
    const launch = (app: AppName) => (name: string) => ({
      name,
      program: programOf(app),
      nodeArgs: appOf(app).nodeArgs,
      env: launching.env?.(app) ?? {},
      logFile: join(logs, `${name}.log`),
    });
    const groups = new Map(apps.map(({ name }) => [name, new Replicas({ app: name, launch: launch(name), say })]));
    const { addresses, front } = await openDoors(groups, port, undo.later);
    const secrets = await loadSecrets(dataDir, await hasLog(dataDir));
    const servers = await startServers({
      dataDir,
      given: options.given ?? {},
      bus: options.bus ?? 'kafka',
      brokers: options.brokers ?? 1,
      postgresSettings: options.postgresSettings ?? {},
      say,
    });
    undo.later(servers.stop);
    launching.env = (app) => environmentOf(app, { servers, secrets, addresses, env });
    undo.later(() => Promise.all([...groups.values()].map((group) => group.stop())));
    // The front door closes first, so that requests in hand still find their services.
    undo.later(front.close);
    await startAll(groups, options.replicas);
    const sqlUrl = roleUrl(servers.read, 'touchstone_analyst', secrets.ANALYST_PASSWORD);
    const { isFirstStart, ...credentials } = await firstKeys(dataDir, {
      url: front.url,
      apiKey: secrets.FIRST_API_KEY,
      sqlUrl,
    });
    return {
      ...operate(groups, servers),
      url: front.url,
      credentials,
      isFirstStart,
      servers,
      dataDir,
      addresses,
      stop: undo.all,
    };
  } catch (error) {
    await undo.all().catch(() => {});
    throw error;
  }
};
