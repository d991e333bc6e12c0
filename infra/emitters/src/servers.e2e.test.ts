import { spawnTouchstone, type Touchstone } from '@touchstone/testing';
import { faultProxy, type Fault, type Passage } from './fault-proxy';
import { askingOf, type Receipt } from './held';
import { cloudEventsBinary, cloudEventsStructured } from './sdks/cloudevents';
import { jitsu } from './sdks/jitsu';
import { rudderNode } from './sdks/rudder-node';
import type { Reported, Sdk } from './sdks/sdk';
import { segmentNode } from './sdks/segment-node';

const cloudEvents: readonly Sdk[] = [cloudEventsStructured, cloudEventsBinary];
const sdks = [segmentNode, rudderNode, jitsu, ...cloudEvents];
const everyTime = <T>(fault: T): T[] => Array<T>(50).fill(fault);
const faults: Record<string, readonly Fault[]> = {
  'with nothing in the way': [],
  'when the first request is answered with 500': [{ kind: 'refused', status: 500 }],
  'when the first request is answered with 429 and Retry-After': [
    { kind: 'refused', status: 429, headers: { 'retry-after': '1' } },
  ],
  'when the first answer stalls for 12 s': [{ kind: 'stalled', ms: 12_000 }],
  'when the connection is reset after the first commit': [{ kind: 'reset' }],
  'when every request is answered with 500': everyTime({ kind: 'refused', status: 500 }),
};

interface Run {
  readonly names: readonly string[];
  readonly reported: Reported;
  readonly passages: readonly Passage[];
  readonly accepted: number;
  readonly receipt: Receipt;
  readonly held: readonly string[];
}

interface Expected {
  readonly failed: readonly string[];
  /** Reported as sent, but not held. */
  readonly lost: readonly string[];
  /** Held, but not reported as sent. */
  readonly alsoHeld: readonly string[];
}

let touchstone: Touchstone;
const runs = new Map<string, Promise<Run>>();
const label = (sdk: Sdk, fault: string) => `${sdk.name} ${fault}`;

const run = async (sdk: Sdk, fault: string): Promise<Run> => {
  const asking = askingOf(touchstone);
  const name = label(sdk, fault);
  const source = await asking.newSource(name);
  const proxy = await faultProxy(touchstone.url, faults[fault]);
  const names = Array.from({ length: 7 }, (_, nth) => `${name} ${nth}`);
  try {
    const reported = await sdk.track({ url: proxy.url, writeKey: source.writeKey }, name, names);
    const receipt = await asking.settledReceipt(source, proxy.accepted);
    const held = (await asking.settledTimeline(name, receipt)).map((entry) => entry.name ?? '');
    return { names, reported, passages: proxy.passages, accepted: proxy.accepted(), receipt, held };
  } finally {
    await proxy.close();
  }
};

// All at once: a stall costs its seconds only once.
beforeAll(async () => {
  touchstone = await spawnTouchstone();
  for (const sdk of sdks)
    for (const fault of Object.keys(faults)) {
      const running = run(sdk, fault);
      running.catch(() => {});
      runs.set(label(sdk, fault), running);
    }
});
afterAll(async () => {
  await Promise.allSettled(runs.values());
  await touchstone.stop();
});

const inOrder = (names: readonly string[]) => [...names].sort();
const nth = (names: readonly string[], index: number) => names.filter((name) => name.endsWith(` ${index}`));

describe.each(Object.keys(faults))('%s', (fault) => {
  it.each(sdks)(
    'the repository holds what $name sent, once, and nothing more',
    async (sdk) => {
      const { names, reported, passages, accepted, receipt, held } = await runs.get(label(sdk, fault))!;
      expect(passages.filter((passage) => passage.fault)).toHaveLength(
        Math.min(faults[fault]!.length, passages.length),
      );
      expect(inOrder([...reported.sent, ...reported.failed])).toEqual(inOrder(names));
      expect(new Set(held).size).toBe(held.length);
      const { failed, lost, alsoHeld } = expectedOf(sdk, fault, names);
      expect(inOrder(reported.failed)).toEqual(inOrder(failed));
      const heldOfSent = reported.sent.filter((name) => !lost.includes(name));
      expect(inOrder(held)).toEqual(inOrder([...heldOfSent, ...alsoHeld]));
      const duplicate = accepted - held.length;
      expect(receipt).toEqual({ received: accepted, stored: held.length, duplicate, conflict: 0, rejected: 0 });
      expect(duplicate > 0).toBe(isResentAfterCommit(sdk, fault));
    },
    300_000,
  );
});

/**
 * Jitsu's SDK never sends again: what it lost the answer of it reports as failed although it is held. That of CloudEvents does
 * not either, waits however long, and knows no status: what was refused it reports as sent although it is lost.
 */
const expectedOf = (sdk: Sdk, fault: string, names: readonly string[]): Expected => {
  const met = fault.startsWith('when every') ? names : nth(names, 0);
  const kind = faults[fault]![0]?.kind;
  const nothing: Expected = { failed: [], lost: [], alsoHeld: [] };
  if (sdk === segmentNode || sdk === rudderNode) return { ...nothing, failed: met === names ? names : [] };
  if (kind === undefined) return nothing;
  if (kind === 'refused') return sdk === jitsu ? { ...nothing, failed: met } : { ...nothing, lost: met };
  if (kind === 'stalled' && sdk !== jitsu) return nothing;
  return { ...nothing, failed: met, alsoHeld: met };
};

/** RudderStack's SDK waits for an answer however long it takes; Segment's gives up after 10 s and sends again. */
const isResentAfterCommit = (sdk: Sdk, fault: string): boolean => {
  const kind = faults[fault]![0]?.kind;
  if (sdk === segmentNode) return kind === 'reset' || kind === 'stalled';
  return sdk === rudderNode && kind === 'reset';
};

it.each(sdks)('$name sends the form that the product says it reads', async (sdk) => {
  const { passages } = await runs.get(label(sdk, 'with nothing in the way'))!;
  const forms: Record<string, object> = {
    [segmentNode.name]: { path: '/v1/batch', headers: { 'content-type': 'application/json' } },
    [rudderNode.name]: {
      path: '/v1/batch',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
    },
    [jitsu.name]: { path: '/api/s/s2s/track', headers: { 'x-write-key': expect.stringMatching(/^web-shop:tsw_/) } },
    [cloudEventsStructured.name]: {
      path: '/events',
      headers: {
        'content-type': expect.stringMatching(/^application\/cloudevents\+json/),
        'transfer-encoding': 'chunked',
      },
    },
    [cloudEventsBinary.name]: {
      path: '/events',
      headers: { 'ce-specversion': '1.0', 'ce-subject': expect.stringContaining('user_id:') },
    },
  };
  for (const passage of passages) expect(passage).toMatchObject(forms[sdk.name]!);
  // Events in a request: the SDKs really batch.
  const sizes: Record<string, number[]> = {
    [segmentNode.name]: [1, 3, 3],
    [rudderNode.name]: [1, 3, 3],
  };
  const oneByOne = Array<number>(7).fill(1);
  expect(passages.map(({ answer }) => answer?.accepted).sort()).toEqual(sizes[sdk.name] ?? oneByOne);
});

it.each(sdks)('every kind of call of $name reaches one customer', async (sdk) => {
  const asking = askingOf(touchstone);
  const userId = `kinds of ${sdk.name}`;
  const source = await asking.newSource(userId);
  const email = `${sdk.name.replace(/\W/g, '')}@example.com`;
  const kinds = await sdk.everyKind({ url: touchstone.url, writeKey: source.writeKey }, userId, email);
  const receipt = await asking.settledReceipt(source, () => kinds.length);
  expect(receipt).toMatchObject({ received: kinds.length, stored: kinds.length });
  const held = await asking.settledTimeline(userId, receipt);
  expect(inOrder(held.map(({ kind }) => kind))).toEqual(inOrder(kinds));
  for (const { kind, channel } of held) expect([kind, channel]).toEqual([kind, channelOf(kind)]);
  expect(await asking.settledIdentifiers(userId, kinds.includes('alias') ? 3 : 2)).toEqual(
    expect.arrayContaining([
      { type: 'user_id', value: userId },
      { type: 'email', value: email },
    ]),
  );
});

const channelOf = (kind: string): string => ({ page: 'web', screen: 'mobile' })[kind] ?? 'server';
