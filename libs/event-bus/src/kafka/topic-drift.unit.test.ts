import { driftOf, type TopicFound } from './topic-drift';

const shape = { partitions: 24, replication: 3, retainMs: 1_000 };
const settings = {
  'cleanup.policy': 'delete',
  'retention.ms': '1000',
  'max.message.bytes': String(16 << 20),
  'message.timestamp.type': 'LogAppendTime',
  'min.insync.replicas': '2',
};
const well: TopicFound = { partitions: 24, copies: 3, brokers: 3, settings };

describe('the drift of a topic', () => {
  it('is nothing where all is as it should be, on one broker as well', () => {
    expect(driftOf(well, shape)).toEqual([]);
    const alone = { ...well, copies: 1, brokers: 1, settings: { ...settings, 'min.insync.replicas': '1' } };
    expect(driftOf(alone, { partitions: 24, retainMs: 1_000 })).toEqual([]);
    expect(driftOf({ ...well, copies: 5 }, shape)).toEqual([]);
  });

  it.each([
    ['partitions', { partitions: 12 }, 'partitions', '24', '12'],
    ['copies', { copies: 2, settings: { ...settings, 'min.insync.replicas': '1' } }, 'replication', '3', '2'],
    [
      'one copy that is enough',
      { settings: { ...settings, 'min.insync.replicas': '1' } },
      'min.insync.replicas',
      '2',
      '1',
    ],
    ['all copies needed', { settings: { ...settings, 'min.insync.replicas': '3' } }, 'min.insync.replicas', '2', '3'],
    ['retention', { settings: { ...settings, 'retention.ms': '60' } }, 'retention.ms', '1000', '60'],
    ['compaction', { settings: { ...settings, 'cleanup.policy': 'compact' } }, 'cleanup.policy', 'delete', 'compact'],
  ])('names %s', (_, changed, setting, wanted, found) =>
    expect(driftOf({ ...well, ...changed }, shape)).toContainEqual({ setting, wanted, found }),
  );

  it('asks for three copies where three brokers are there and nobody said how many', () => {
    const drift = driftOf({ ...well, copies: 1 }, { partitions: 24, retainMs: 1_000 });
    expect(drift).toContainEqual({ setting: 'replication', wanted: '3', found: '1' });
  });
});
