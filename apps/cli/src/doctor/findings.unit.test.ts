import type { DatabaseDiagnosis, ServiceDiagnosis, SlotHolders, SlotHoldersPage } from '@touchstone/contracts';
import { findingsOf, type Facts } from './findings';
import { memberRows } from './slot-findings';

const connections = { open: 2, idle: 1, waiting: 0, most: 10 };
const service = (name: string, database: Partial<DatabaseDiagnosis> = {}, release = '1.0.0'): ServiceDiagnosis => ({
  ...{ service: name, release, node: 'v20.20.2', now: '2026-01-05T10:00:00.000Z' },
  ...{ startedAt: '2026-01-05T09:00:00.000Z', residentBytes: 1e8 },
  databases: { log: { ok: true, clockSkewMs: 3, connections, ...database } },
});
const holders = (changed: Partial<SlotHolders> = {}): SlotHoldersPage => ({
  items: [
    {
      ...{ projection: 'customer-profile', build: '1', state: 'live' as const },
      members: [{ member: 'host/7/a', since: '2026-01-05T09:00:00.000Z' }],
      slots: [0, 1].map((slot) => ({ slot, holder: 'host/7/a', freeSince: null })),
      ...changed,
    },
  ],
  next: null,
  now: '2026-01-05T10:00:00.000Z',
});
const free = (slot: number, freeSince: string | null) => ({ slot, holder: null, freeSince });
const since = '2026-01-05T09:59:00.000Z';
const well: Facts = {
  diagnosis: { services: [service('projections'), service('query-api')] },
  ready: { status: 'ready', checks: { 'projections.log': { ok: true } } },
  behindMs: 200,
  open: { rejection: 0, parked: 0, conflict: 0 },
  groups: [{ group: 'customer-repository', members: 1, behind: 0 }],
  slots: holders(),
  topics: [{ topic: 'touchpoints', partitions: 24, drift: [] }],
  skewMs: 0,
  disk: { path: '/data', freeBytes: 5e10, totalBytes: 1e11 },
};
const found = (changed: Partial<Facts>) => findingsOf({ ...well, ...changed }, '1.0.0').map(({ what }) => what);
const inService = (database: Partial<DatabaseDiagnosis>) =>
  found({ diagnosis: { services: [service('projections', database)] } });

describe('findings', () => {
  it('are none where all is well', () => expect(found({})).toEqual([]));

  it.each([
    [
      'a clock',
      () => inService({ clockSkewMs: -5_000 }),
      'The clock of the database log is 5.0 s behind that of projections.',
    ],
    [
      'a pool',
      () => inService({ connections: { open: 10, idle: 0, waiting: 7, most: 10 } }),
      '7 callers in projections wait for one of 10 connections to log.',
    ],
    [
      'releases',
      () => found({ diagnosis: { services: [service('a'), service('b', {}, '1.1.0')] } }),
      'Several releases run: a 1.0.0, b 1.1.0.',
    ],
    [
      'the own release',
      () => found({ diagnosis: { services: [service('a', {}, '2.0.0')] } }),
      'This command line is of release 1.0.0, Touchstone of 2.0.0.',
    ],
    [
      'a full disk',
      () => found({ disk: { path: '/data', freeBytes: 5e8, totalBytes: 1e11 } }),
      'The disk of /data has 0.5 GB of 100.0 GB left.',
    ],
    ['a lag', () => found({ behindMs: 90_000 }), 'The read models were last level with the log 90.0 s ago.'],
    [
      'a group',
      () => found({ groups: [{ group: 'old', members: 0, behind: 4 }] }),
      'Nobody consumes as old, and 4 messages wait for it.',
    ],
    [
      'slots that nobody holds',
      () => found({ slots: holders({ slots: [free(0, since), free(1, since)] }) }),
      'Nobody has held slots 0, 1 of customer-profile, build 1, since 2026-01-05T09:59:00.000Z (60.0 s): what it answers gets older.',
    ],
    [
      'a slot that nobody ever held',
      () => found({ slots: holders({ state: 'building', build: '1.2', members: [], slots: [free(3, null)] }) }),
      'Nobody has held slot 3 of customer-profile, build 1.2, ever: it is not built.',
    ],
    [
      'a topic that differs',
      () =>
        found({
          topics: [{ topic: 't', partitions: 24, drift: [{ setting: 'retention.ms', wanted: '9', found: '1' }] }],
        }),
      'Topic t has retention.ms 1, and should have 9.',
    ],
    [
      'many letters',
      () => found({ open: { rejection: 200, parked: 0, conflict: 0 } }),
      '200 or more events are refused by the gateway.',
    ],
    [
      'a refusal',
      () =>
        found({
          ready: {
            status: 'not ready',
            checks: { 'projections.positions': { ok: false, reason: 'lies beyond the log' } },
          },
        }),
      'projections.positions is not ready: lies beyond the log.',
    ],
  ])('name %s', (_, find, what) => expect(find()).toEqual([what]));

  it('leave out a slot that moves, or whose holder died a moment ago', () =>
    expect(found({ slots: holders({ slots: [free(0, '2026-01-05T09:59:50.000Z')] }) })).toEqual([]));

  it('say of slots and topics what to do as things stand', () => {
    const remedyOf = (changed: Partial<Facts>) => findingsOf({ ...well, ...changed }, '1.0.0')[0]?.remedy;
    const slots = [free(0, since)];
    expect(remedyOf({ slots: holders({ slots }) })).toMatch(/^host\/7\/a should take them and do not/);
    expect(remedyOf({ slots: holders({ slots, members: [] }) })).toContain('scale projections=1');
    expect(remedyOf({ slots: holders({ slots, members: [], state: 'previous' }) })).toContain(
      'projection drop customer-profile',
    );
    const drift = (setting: string, wanted: string, has: string) =>
      remedyOf({ topics: [{ topic: 't', partitions: 24, drift: [{ setting, wanted, found: has }] }] });
    expect(drift('partitions', '24', '12')).toContain('never changed in place');
    expect(drift('replication', '3', '1')).toContain('kafka-reassign-partitions');
    expect(drift('min.insync.replicas', '2', '1')).toContain('when one broker has it: kafka-configs');
    expect(drift('min.insync.replicas', '2', '3')).toContain('stops every publication: kafka-configs');
    expect(drift('retention.ms', '9', '1')).toContain('--entity-name t --add-config retention.ms=9');
  });

  it('show who keeps read models, with how many slots', () =>
    expect(memberRows(holders())).toEqual([['host/7/a', '2026-01-05T09:00:00.000Z', '2']]));

  it('tell errors first, each with what to do', () => {
    const all = findingsOf(
      { ...well, behindMs: 90_000, diagnosis: { services: [service('a', { ok: false })] } },
      '1.0.0',
    );
    expect(all.map(({ severity }) => severity)).toEqual(['error', 'warning']);
    expect(all.every(({ remedy }) => remedy.length > 20)).toBe(true);
  });
});
