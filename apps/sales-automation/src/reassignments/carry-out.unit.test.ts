import {
  accountOpened,
  activityDone,
  activityPlanned,
  contactAdded,
  leadAssigned,
  leadCaptured,
  leadDisqualified,
  opportunityOpened,
  quotePrepared,
  reassignable,
  reassignmentRequested,
  salesOrderPlaced,
} from '@touchstone/contracts';
import { readState, type EventStore } from '@touchstone/event-store';
import { accounts } from '../accounts/account';
import { followed } from '../commands/followed-stream';
import { ownerOn } from '../ownership/owner-on';
import { identify, plainStore } from '../commands/plain-store.test-data';
import { noCrash } from '../crash-points';
import { priced } from '../quotes/priced.test-data';
import { carryOut } from './carry-out';
import { ownedBy } from './owned-by';
import { reassignments, type ReassignedRecord } from './reassignment';

const idOf = (n: number) => `0190f3c4-0000-7000-8000-${String(n).padStart(12, '0')}`;
const reassignmentId = idOf(9_999_999);
const by = 'key:admin';
const party = { identifiers: [], traits: {}, by };
const customers = 200;
const call = { kind: 'call', contactId: idOf(1), by } as const;
const madeByAna = idOf(6_000_000);

/** So many customers of ana, of every kind of record in turn; one of them is ben's already, and one does not exist. */
const prepared = async () => {
  const { store, codec, happened } = plainStore();
  const records: ReassignedRecord[] = [];
  for (let n = 0; n < customers; n++) {
    const kind = reassignable[n % reassignable.length] ?? 'account';
    const id = idOf(n);
    records.push({ kind, id });
    const owner = n === 5 ? 'ben' : 'ana';
    const stream = `${kind}-${id}`;
    if (kind === 'account') await happened(stream, accountOpened({ accountId: id, owner, ...party }));
    if (kind === 'contact') await happened(stream, contactAdded({ contactId: id, owner, ...party }));
    if (kind === 'lead') {
      await happened(stream, leadCaptured({ leadId: id, channel: 'phone', ...party }));
      await happened(stream, leadAssigned({ leadId: id, owner, by }));
      // Closed ones go along too.
      if (n % 2 === 0) await happened(stream, leadDisqualified({ leadId: id, reason: 'no-budget', by }));
    }
    if (kind === 'opportunity') await happened(stream, opened(id, owner));
    if (kind === 'quote') await happened(stream, quoted(id, owner));
    if (kind === 'order') await happened(stream, ordered(id, owner));
    if (kind === 'activity') await happened(stream, activityPlanned({ ...call, activityId: id, owner }));
  }
  records.push({ kind: 'account', id: idOf(5_000_000) });
  // A call that ana made stays hers.
  await happened(`activity-${madeByAna}`, activityPlanned({ ...call, activityId: madeByAna, owner: 'ana' }));
  const doneAt = '2026-01-01T00:00:00.000Z';
  await happened(`activity-${madeByAna}`, activityDone({ ...call, activityId: madeByAna, owner: 'ana', doneAt }));
  const requested = { reassignmentId, to: 'ben', records, by, requestedAt: '2026-03-01T00:00:00.000Z' };
  await happened(`reassignment-${reassignmentId}`, reassignmentRequested(requested));
  return { store, codec, records };
};
const opened = (opportunityId: string, owner: string) =>
  opportunityOpened({
    ...{ opportunityId, account: idOf(1), owner, team: 'north', pipelineId: idOf(2), pipelineVersion: 1 },
    ...{ stage: 'new', probability: '0.1', amount: { amount: '1', currency: 'EUR' }, expectedClose: '2026-06-30' },
    ...{ products: [], by, openedAt: '2026-01-01T00:00:00.000Z' },
  });

const at = '2026-01-01T00:00:00.000Z';
const quoted = (id: string, owner: string) =>
  quotePrepared({ quoteId: id, revision: 1, owner, priced, by, preparedAt: at });
const ordered = (salesOrderId: string, owner: string) => {
  const { customer, channel, currency, jurisdiction, lines, net: amount, tax, gross } = priced;
  return salesOrderPlaced({
    ...{ salesOrderId, orderSource: 'sales', orderId: salesOrderId, withoutQuote: true, customer, owner, channel },
    ...{ currency, jurisdiction, lines, amount, tax, gross, by, placedAt: at },
  });
};

/** A process that dies at one of its appends: nothing that it wants from then on reaches the store. */
const dyingAt = (store: EventStore, append: number): EventStore => {
  let left = append;
  return { ...store, append: (...wish) => (left-- > 0 ? store.append(...wish) : Promise.reject(new Error('killed'))) };
};

it('moves each customer once, however often the process dies, and nobody forgets who owned them', async () => {
  const { store, codec, records } = await prepared();
  const { signal } = new AbortController();
  const owned = records.slice(0, customers).filter((_, n) => n !== 5);
  expect(await ownedBy(store, 'ana', signal)).toEqual(owned);
  const parts = (of: EventStore) => ({
    ...{ store: of, codec, identify, ledBy: async () => [], now: () => Date.parse('2026-03-02T00:00:00Z') },
    atCrashPoint: noCrash,
  });
  for (const append of [0, 1, 49, 50, 51, 33])
    await expect(carryOut(parts(dyingAt(store, append)), reassignmentId, signal)).rejects.toThrow('killed');
  expect(await carryOut(parts(store), reassignmentId, signal)).toBe(true);
  // The timer may fire once more.
  expect(await carryOut(parts(store), reassignmentId, signal)).toBe(true);

  const { state } = await readState(store, codec, `reassignment-${reassignmentId}`, followed(reassignments));
  expect(state.state).toMatchObject({
    status: 'completed',
    done: customers + 1,
    refused: [{ id: idOf(5_000_000), rule: 'unknown-account' }],
  });
  for (const [n, { kind, id }] of records.slice(0, customers).entries()) {
    const { events } = await store.readStream(`${kind}-${id}`);
    const moves = events.filter(({ metadata }) => metadata.causationId === reassignmentId);
    expect(moves.map(({ data }) => (JSON.parse(data) as { owner: string }).owner)).toEqual(n === 5 ? [] : ['ben']);
  }
  expect(await ownedBy(store, 'ana', signal)).toEqual([]);
  expect(await ownedBy(store, 'ben', signal)).toHaveLength(customers);
  const { state: account } = await readState(store, codec, `account-${idOf(2)}`, followed(accounts));
  const days = ['2025-12-31', '2026-01-01', '2026-03-01', '2026-03-02', '2030-01-01'];
  expect(days.map((day) => ownerOn(account.owners, day))).toEqual([undefined, 'ana', 'ana', 'ben', 'ben']);
});

it('says that a reassignment is not recorded, and leaves it', async () => {
  const { store, codec } = plainStore();
  const parts = { store, codec, identify, ledBy: async () => [], now: Date.now, atCrashPoint: noCrash };
  expect(await carryOut(parts, reassignmentId, new AbortController().signal)).toBe(false);
});

it('finds what somebody owns among what everybody owns, as a naive scan does, and stops when it is told to', async () => {
  const { store, happened } = plainStore();
  const owners = new Map<string, string>();
  for (let n = 0; n < 400; n++) {
    const id = idOf(n % 60);
    const owner = ['ana', 'ben', 'cleo'][(n * 7 + (n % 5)) % 3] as string;
    if (n < 60) await happened(`lead-${id}`, leadCaptured({ leadId: id, channel: 'phone', ...party }));
    await happened(`lead-${id}`, leadAssigned({ leadId: id, owner, by }));
    owners.set(id, owner);
  }
  const { signal } = new AbortController();
  for (const person of ['ana', 'ben', 'cleo', 'dora']) {
    const found = (await ownedBy(store, person, signal)).map(({ id }) => id);
    expect(found.sort()).toEqual([...owners].flatMap(([id, owner]) => (owner === person ? [id] : [])).sort());
  }
  await expect(ownedBy(store, 'ana', AbortSignal.abort())).rejects.toThrow('aborted');
});
