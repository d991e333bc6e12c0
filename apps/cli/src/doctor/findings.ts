import type { BusTopic, Diagnosis, ServiceDiagnosis, SlotHoldersPage } from '@touchstone/contracts';
import { error, seconds, touchstone, warning, type Finding } from './finding';
import { ofSlots } from './slot-findings';
import { ofTopics } from './topic-findings';

export interface Ready {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>;
}

/** What was asked, each part undefined where nobody answered it. */
export interface Facts {
  readonly diagnosis: Diagnosis;
  readonly ready: Ready;
  /** Time since every read model was last level with bus and store, by the clock of Touchstone. */
  readonly behindMs: number | undefined;
  readonly open: Readonly<Record<'rejection' | 'parked' | 'conflict', number | undefined>>;
  /** Members and messages behind, by group. */
  readonly groups: readonly { readonly group: string; readonly members: number; readonly behind: number }[];
  /** Who holds the slots of the read models. */
  readonly slots: SlotHoldersPage | undefined;
  /** Of the bus. */
  readonly topics: readonly BusTopic[];
  /** Clock of this machine minus that of Touchstone. */
  readonly skewMs: number;
  /** Of the data directory, where it is on this machine. */
  readonly disk: { readonly path: string; readonly freeBytes: number; readonly totalBytes: number } | undefined;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
const mostSkewMs = 2_000;

const ofDatabases = ({ service, databases }: ServiceDiagnosis): Finding[] =>
  Object.entries(databases).flatMap(([name, { ok, reason, clockSkewMs, connections }]) => {
    if (!ok)
      return error(
        `${service} cannot use the database ${name} (${reason ?? 'no answer'}).`,
        `Start its server, or correct ${name.toUpperCase()}_DATABASE_URL; beside npm start the server comes back by itself, and touchstone.log of the data directory says why it does not.`,
      );
    const found: Finding[] = [];
    if (Math.abs(clockSkewMs ?? 0) > mostSkewMs)
      found.push(
        error(
          `The clock of the database ${name} is ${seconds(clockSkewMs ?? 0)} ${(clockSkewMs ?? 0) > 0 ? 'ahead of' : 'behind'} that of ${service}.`,
          'Let both machines follow the same time servers: timedatectl set-ntp true',
        ),
      );
    if (connections.waiting > 0 && connections.idle === 0)
      found.push(
        warning(
          `${connections.waiting} callers in ${service} wait for one of ${connections.most} connections to ${name}.`,
          `See what holds them: SELECT pid, state, now() - xact_start, left(query, 80) FROM pg_stat_activity WHERE application_name = '${service}'`,
        ),
      );
    return found;
  });

const ofVersions = (services: readonly ServiceDiagnosis[], own: string): Finding[] => {
  const releases = [...new Set(services.map(({ release }) => release))];
  const list = services.map(({ service, release }) => `${service} ${release}`).join(', ');
  if (releases.length > 1)
    return [
      error(
        `Several releases run: ${list}.`,
        'Upgrade all services to the newest of them; projections and query-api first, the gateway last.',
      ),
    ];
  if (releases[0] !== undefined && releases[0] !== own)
    return [
      warning(
        `This command line is of release ${own}, Touchstone of ${releases[0]}.`,
        'Run the command line of the same release: git checkout, npm ci, npm run build',
      ),
    ];
  return [];
};

const waiting: Record<keyof Facts['open'], { what: string; remedy: string }> = {
  rejection: { what: 'refused by the gateway', remedy: `${touchstone} dead-letters list --kind rejection` },
  parked: {
    what: 'parked, and later ones of the same keys wait behind them',
    remedy: `${touchstone} dead-letters list --kind parked, and then dead-letters replay, repair or discard`,
  },
  conflict: { what: 'in conflict with what is stored', remedy: `${touchstone} dead-letters list --kind conflict` },
};

const ofLetters = (open: Facts['open']): Finding[] =>
  (['parked', 'conflict', 'rejection'] as const).flatMap((kind) => {
    const count = open[kind] ?? 0;
    const few = count >= 200 ? '200 or more' : String(count);
    return count > 0 ? [warning(`${few} events are ${waiting[kind].what}.`, waiting[kind].remedy)] : [];
  });

const ofLag = ({ behindMs, groups }: Facts): Finding[] => {
  const found = groups
    .filter(({ members }) => members === 0)
    .map(({ group, behind }) =>
      warning(
        `Nobody consumes as ${group}, and ${behind} messages wait for it.`,
        `Start its service; if it is never used again: ${touchstone} bus forget ${group}`,
      ),
    );
  if (behindMs !== undefined && behindMs > 60_000)
    found.push(
      warning(
        `The read models were last level with the log ${seconds(behindMs)} ago.`,
        `${touchstone} status names those that are behind; docs/runbooks/touchstone-projection-behind.md says what to do`,
      ),
    );
  return found;
};

const ofChecks = ({ checks }: Ready): Finding[] =>
  Object.entries(checks)
    .filter(([name, { ok }]) => !ok && !/(^|\.)(log|keys|read)$/.test(name))
    .map(([name, { reason }]) =>
      error(
        `${name} is not ready: ${reason ?? 'no reason given'}.`,
        'Do what the reason says; the log of the service says more.',
      ),
    );

const ofMachine = ({ skewMs, disk }: Facts): Finding[] => {
  const found: Finding[] = [];
  if (Math.abs(skewMs) > mostSkewMs)
    found.push(
      warning(
        `The clock of this machine is ${seconds(skewMs)} ${skewMs > 0 ? 'ahead of' : 'behind'} that of Touchstone.`,
        'Let both follow the same time servers: timedatectl set-ntp true',
      ),
    );
  if (disk && (disk.freeBytes < 1e9 || disk.freeBytes < disk.totalBytes * 0.05))
    found.push(
      error(
        `The disk of ${disk.path} has ${gigabytes(disk.freeBytes)} of ${gigabytes(disk.totalBytes)} left.`,
        `Make room: du -xh --max-depth=2 ${disk.path}; the database refuses every write when it is full, and nothing is lost then`,
      ),
    );
  return found;
};

/** Errors first. Empty: all is well. */
export const findingsOf = (facts: Facts, ownRelease: string): readonly Finding[] => {
  const { services } = facts.diagnosis;
  const all = [
    ...services.flatMap(ofDatabases),
    ...ofChecks(facts.ready),
    ...ofVersions(services, ownRelease),
    ...ofMachine(facts),
    ...ofLag(facts),
    ...(facts.slots ? ofSlots(facts.slots) : []),
    ...ofTopics(facts.topics),
    ...ofLetters(facts.open),
  ];
  return all.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
};
