import type { Command } from 'commander';
import type { Run } from './context';
import { Refused } from './refused';
import { table } from './show';

interface Limits {
  readonly eventsPerSecond: number | null;
  readonly burstEvents: number | null;
  readonly rejectionsPerDay: number;
}
interface WriteKey {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}
interface Counts {
  readonly received: number;
  readonly rejected: number;
  readonly limited: number;
  readonly errorRate: number | null;
}
interface Activity {
  readonly lastSeenAt: string | null;
  readonly lastHour: Counts;
  readonly lastDay: Counts;
  readonly rejections: { readonly kept: number; readonly notKept: number };
  readonly lastRejections: readonly { readonly id: string; readonly at: string; readonly reason: string }[];
}
type Shown = {
  readonly name: string;
  readonly revokedAt: string | null;
} & { readonly limits: Limits; readonly writeKeys: readonly WriteKey[] } & {
  readonly activity: Activity;
};

const percent = (rate: number | null): string => (rate === null ? '' : `${(rate * 100).toFixed(2)} %`);
const countsRow = (name: string, { received, rejected, limited, errorRate }: Counts) => [
  ...[name, received, rejected, percent(errorRate), limited],
];

const describe = ({ name, revokedAt, limits, writeKeys, activity }: Shown): string => {
  const { eventsPerSecond, burstEvents, rejectionsPerDay } = limits;
  const rate =
    eventsPerSecond === null
      ? 'no limit'
      : `${eventsPerSecond} events a second, ${burstEvents ?? eventsPerSecond} at once after a pause`;
  const { kept, notKept } = activity.rejections;
  const seen = activity.lastSeenAt === null ? 'never seen' : `last seen ${activity.lastSeenAt}`;
  return [
    `${name}: ${revokedAt ? `revoked ${revokedAt}` : rate}`,
    `${kept} of ${rejectionsPerDay} rejected events kept today, ${notKept} more only counted`,
    seen,
    '',
    table(
      ['', 'received', 'rejected', 'error rate', 'limited'],
      [countsRow('last hour', activity.lastHour), countsRow('last day', activity.lastDay)],
    ),
    '',
    table(
      ['write key', 'created', 'ends'],
      writeKeys.map((key) => [key.id, key.createdAt, key.expiresAt]),
    ),
    ...(activity.lastRejections.length > 0
      ? [
          '',
          table(
            ['last rejections', 'at', 'reason'],
            activity.lastRejections.map((one) => [`rejection:${one.id}`, one.at, one.reason]),
          ),
        ]
      : []),
  ].join('\n');
};

/** Commander takes null for an option without a value, so that "none" stays a word until it is sent. */
const limit = (text: string): number | 'none' => {
  if (text === 'none') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Refused('A limit is a whole number, or none.');
};
interface LimitOptions {
  readonly rate?: number | 'none';
  readonly burst?: number | 'none';
  readonly rejections?: number;
}
const sent = (value: number | 'none'): number | null => (value === 'none' ? null : value);
const limitsOf = ({ rate, burst, rejections }: LimitOptions): object => ({
  ...(rate !== undefined && { eventsPerSecond: sent(rate) }),
  // Without a rate there is nothing that could come at once.
  ...(burst !== undefined ? { burstEvents: sent(burst) } : rate === 'none' && { burstEvents: null }),
  ...(rejections !== undefined && { rejectionsPerDay: rejections }),
});

const pathOf = (id: string): string => `/admin/sources/${encodeURIComponent(id)}`;

/** What concerns one source alone: its limits, its keys, what it did. */
export const sourceDetailCommands = (source: Command, run: Run): void => {
  source
    .command('show <id>')
    .description('its limits, its keys, what it sent, how much of it was rejected, and the last rejections')
    .action((id: string) =>
      run(async ({ api, print }) => {
        const [found, activity] = await Promise.all([
          api.get<Omit<Shown, 'activity'>>(pathOf(id)),
          api.get<Activity>(`${pathOf(id)}/activity`),
        ]);
        const shown = { ...found, activity };
        print(shown, () => describe(shown));
      }),
    );
  source
    .command('limit <id>')
    .description('how much it may send; what is not named stays')
    .option('--rate <events>', 'events a second, or none', limit)
    .option('--burst <events>', 'events at once after a pause, or none', limit)
    .option('--rejections <events>', 'rejected events kept a day', Number)
    .action((id: string, options: LimitOptions) =>
      run(async ({ api, print }) => {
        const changed = await api.patch<{ limits: Limits }>(pathOf(id), () => limitsOf(options));
        print(changed, () => `Source ${id} is limited so; gateways notice within 5 seconds.`);
      }),
    );
  source
    .command('revoke-key <id> <key>')
    .description('end one write key of a source at once; show lists them')
    .action((id: string, key: string) =>
      run(async ({ api, print }) => {
        await api.post(`${pathOf(id)}/write-keys/${encodeURIComponent(key)}/revoke`);
        print({ revoked: key }, () => `Write key ${key} is revoked; gateways notice within 5 seconds.`);
      }),
    );
};
