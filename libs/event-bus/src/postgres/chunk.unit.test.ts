import { keyIn, series } from '../contract/sample-messages';
import type { BusMessage } from '../port';
import { parkedBy, toChunk } from './chunk';
import type { OwnedPartition } from './owned-partition';

const topic = { id: 1, topic: 't', partitions: 24 };
const partition = (blocked: readonly string[] = []): OwnedPartition => ({
  name: 't/2',
  topic,
  partition: 2,
  token: '1',
  fetchNext: 0,
  leaving: false,
  parked: new Map(blocked.map((key) => [key, 'blocked'])),
});
const [sick, sound] = [keyIn(2), keyIn(2)];
const messages: BusMessage[] = series('t', [sick, sound], 4).map((one, offset) => ({ ...one, partition: 2, offset }));
const portion = (of: OwnedPartition) => ({ of, messages, next: 8 });
const places = (parked: readonly { message: BusMessage; state: string }[]) =>
  parked.map(({ message, state }) => [message.offset, state]);

describe('a chunk', () => {
  it('keeps messages of parked keys from the handler, whatever their state', () => {
    const chunk = toChunk([portion(partition([sick]))]);
    expect(chunk.live.map(({ key }) => key)).toEqual([sound, sound, sound, sound]);
    expect(places(chunk.waiting)).toEqual([0, 2, 4, 6].map((offset) => [offset, 'waiting']));
    expect(chunk.nexts).toMatchObject([{ next: 8 }]);
  });

  it('parks the first poison of a key; what lies behind it waits, even if the handler calls it poison too', () => {
    const chunk = toChunk([portion(partition())]);
    const poison = (offset: number) => ({ message: { ...(messages[offset] as BusMessage) }, reason: `bad-${offset}` });
    const parked = parkedBy(chunk, [poison(6), poison(2)], 3);
    expect(places(parked)).toEqual([
      [2, 'parked'],
      [4, 'waiting'],
      [6, 'waiting'],
    ]);
    expect(parked[0]).toMatchObject({ reason: 'bad-2', attempts: 3 });
    expect(parkedBy(chunk, [], 1)).toEqual([]);
  });
});
