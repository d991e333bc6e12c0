import { start as startBackup } from '@touchstone/backup';
import { departmentTopic, type FreshnessToken } from '@touchstone/contracts';
import { crashPoints, start as startRepository } from '@touchstone/customer-repository';
import { projectionCrashPoints, start as startProjections } from '@touchstone/projections';
import { start as startQueryApi } from '@touchstone/query-api';
import { salesCrashPoints, start as startSales } from '@touchstone/sales-automation';
import { crashAt, type RunningService } from '@touchstone/service-host';
import { gatewayCrashPoints, start as startGateway } from '@touchstone/touchpoint-gateway';
import type { Config } from './config';
import type { Databases } from './databases.worker';
import type { loadSecrets } from './secrets.files';

export interface Surroundings {
  /** Where this process answers, and a key for it. */
  readonly url: string;
  readonly apiKey: string;
  readonly secrets: Awaited<ReturnType<typeof loadSecrets>>;
  readonly databases: Databases;
  /** The read database as a role that cannot write. */
  readonly readerUrl: string;
  readonly config: Pick<
    Config,
    'leaseMs' | 'rebuildShare' | 'crashAt' | 'traceRatio' | 'eventStoreUrl' | 'kafka' | 'seller'
  >;
  readonly started: (undo: () => Promise<unknown>) => void;
}

/** What a service says of itself, asked in this process instead of over HTTP. */
const marksOf =
  <Marks>({ name, marks }: RunningService) =>
  async (token?: FreshnessToken): Promise<Marks> => {
    if (!marks) throw new Error(`${name} does not say how far it got.`);
    return (await marks(token)) as Marks;
  };

/** Every app by its own start, as a process of its own would run it. */
export const startServices = async (surroundings: Surroundings): Promise<RunningService[]> => {
  const { secrets, databases, readerUrl, started } = surroundings;
  const kept = <S extends RunningService>(service: S): S => {
    started(service.close);
    return service;
  };
  const points = [...gatewayCrashPoints, ...crashPoints, ...projectionCrashPoints, ...salesCrashPoints];
  const {
    leaseMs = 10_000,
    rebuildShare = 0.5,
    crashAt: point,
    traceRatio,
    eventStoreUrl,
    kafka,
  } = surroundings.config;
  const atCrashPoint = point === undefined ? undefined : crashAt(point, points);
  const log = {
    logUrl: databases.log,
    eventStoreUrl,
    kafka,
    keysUrl: databases.keys,
    secrets,
    leaseMs,
    atCrashPoint,
    traceRatio,
  };
  const [gateway, repository, projections, sales, backup] = await Promise.all([
    startGateway({ ...log, repositoryUrl: surroundings.url, repositoryKey: surroundings.apiKey }).then(kept),
    startRepository({ ...log, departmentTopics: [departmentTopic('sales')] }).then(kept),
    startProjections({ ...log, readUrl: databases.read, rebuildShare }).then(kept),
    // A department's log is its own: beside the repository's where that is PostgreSQL, and PostgreSQL where it is not.
    startSales({ ...log, eventStoreUrl: undefined, seller: surroundings.config.seller }).then(kept),
    startBackup(log).then(kept),
  ]);
  const queryApi = await startQueryApi({
    readUrl: readerUrl,
    logUrl: databases.log,
    eventStoreUrl,
    pepper: secrets.pepper,
    traceRatio,
    owners: { repository: marksOf(repository), projections: marksOf(projections), relays: { sales: marksOf(sales) } },
  }).then(kept);
  return [gateway, repository, projections, sales, queryApi, backup];
};
