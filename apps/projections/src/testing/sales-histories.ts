import { sampleOf } from './golden-samples.files';

export const idOf = (kind: string, n: number): string => {
  const of = Object.keys(kinds).indexOf(kind) + 10;
  return `0190f3c4-0000-7000-80${of}-${String(n).padStart(12, '0')}`;
};
const start = Date.UTC(2025, 0, 1);
export const onDay = (day: number): string => new Date(start + day * 86_400_000).toISOString();
const reps = ['ana', 'ben', 'cleo'];
const rep = (value: number): string => reps[value % 3] as string;
const other = (value: number): string => `0190f3c4-0000-7000-8099-00000000000${value % 3}`;
const cents = (value: number): string => (value / 100).toFixed(2);

export type Row = Readonly<Record<string, unknown>>;
interface Kind {
  readonly table: string;
  readonly idField: string;
  /** Fact -> what it says, by a number that was drawn. */
  readonly facts: Readonly<Record<string, (value: number, day: number) => Row>>;
  /** What the row must say after a further fact: an account of its own, that knows nothing of the folds. */
  readonly naive: (row: Row, fact: string, value: number, day: number) => Row;
}

const priced = (value: number) => {
  const sample = sampleOf('sales.quote.prepared', {}).data['priced'] as Row;
  return { ...sample, net: cents(value), approvalNeeded: value % 2 === 1 };
};
const offered = (value: number) => ({ priced: priced(value), owner: rep(value), revision: value });
const offer = (value: number): Row => ({
  status: value % 2 === 1 ? 'awaiting-approval' : 'offered',
  net: cents(value),
  owner: rep(value),
  revision: value,
  reason: null,
});

/** Whose an activity is as long as it is not done: the row of one that is done names who did it. */
const toDo = new WeakMap<Row, string>();
const activityAfter = (row: Row, owner: string, fact: string, value: number, day: number): Row => {
  const open = { kind: 'call', owner, reason: null, done_at: null };
  if (fact === 'planned') return { ...open, status: 'planned', due_at: onDay(5) };
  if (fact === 'rescheduled') return { ...row, due_at: onDay(value) };
  if (fact === 'reassigned') return row['status'] === 'done' ? { ...row } : { ...row, owner };
  if (fact === 'cancelled') return { ...row, ...open, status: 'cancelled', reason: 'ill' };
  const kind = ['call', 'visit', 'note'][value % 3];
  return { ...row, status: 'done', kind, owner: rep(value), done_at: onDay(day - 1), reason: null };
};

/** The first fact of each kind makes the record; the others come in any order. */
export const kinds: Readonly<Record<string, Kind>> = {
  lead: {
    table: 'sales_records_v1.leads',
    idField: 'leadId',
    facts: {
      captured: () => ({}),
      assigned: (value) => ({ owner: rep(value) }),
      qualified: (value) => ({ contactId: other(value) }),
      disqualified: () => ({ reason: 'no-budget' }),
    },
    naive: (row, fact, value) => {
      if (fact === 'captured') return { status: 'open', owner: null, contact_id: null, reason: null };
      if (fact === 'assigned') return { ...row, owner: rep(value) };
      if (fact === 'qualified') return { ...row, status: 'qualified', contact_id: other(value), reason: null };
      return { ...row, status: 'disqualified', contact_id: null, reason: 'no-budget' };
    },
  },
  contact: {
    table: 'sales_records_v1.contacts',
    idField: 'contactId',
    facts: {
      added: () => ({ owner: 'ana' }),
      changed: () => ({}),
      joined_account: (value) => ({ accountId: other(value), role: 'buyer' }),
      left_account: (value) => ({ accountId: other(value) }),
      reassigned: (value) => ({ owner: rep(value) }),
    },
    naive: (row, fact, value) => {
      const parts = (row['accounts'] ?? []) as { accountId: string }[];
      const others = parts.filter(({ accountId }) => accountId !== other(value));
      const one = { accountId: other(value), role: 'buyer' };
      if (fact === 'added') return { owner: 'ana', accounts: [] };
      if (fact === 'reassigned') return { ...row, owner: rep(value) };
      if (fact === 'left_account') return { ...row, accounts: others };
      if (fact === 'changed') return row;
      return { ...row, accounts: [...others, one].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)) };
    },
  },
  account: {
    table: 'sales_records_v1.accounts',
    idField: 'accountId',
    facts: {
      opened: () => ({ owner: 'ana', parentId: undefined }),
      changed: () => ({}),
      moved: (value) => ({ parentId: value % 4 === 0 ? undefined : other(value) }),
      reassigned: (value) => ({ owner: rep(value) }),
    },
    naive: (row, fact, value) => {
      if (fact === 'opened') return { owner: 'ana', parent_id: null };
      if (fact === 'reassigned') return { ...row, owner: rep(value) };
      return fact === 'moved' ? { ...row, parent_id: value % 4 === 0 ? null : other(value) } : row;
    },
  },
  handoff: {
    table: 'sales_records_v1.handoffs',
    idField: 'handoffId',
    facts: {
      offered: () => ({ offeredAt: onDay(0) }),
      returned: (value) => ({ afterMs: value, reason: 'full' }),
      accepted: (value) => ({ afterMs: value }),
    },
    naive: (_, fact, value) => {
      if (fact === 'offered') return { status: 'offered', after_ms: null, reason: null, to_person: 'dora' };
      const reason = fact === 'returned' ? 'full' : null;
      return { status: fact, after_ms: String(value), reason, to_person: 'dora' };
    },
  },
  activity: {
    table: 'activity_v1.activities',
    idField: 'activityId',
    facts: {
      planned: () => ({ kind: 'call', owner: 'ana', dueAt: onDay(5) }),
      reassigned: (value) => ({ owner: rep(value) }),
      rescheduled: (value) => ({ dueAt: onDay(value) }),
      done: (value, day) => ({ kind: ['call', 'visit', 'note'][value % 3], owner: rep(value), doneAt: onDay(day - 1) }),
      cancelled: () => ({ reason: 'ill' }),
    },
    naive: (row, fact, value, day) => {
      const owner = fact === 'reassigned' ? rep(value) : (toDo.get(row) ?? 'ana');
      const next = activityAfter(row, owner, fact, value, day);
      toDo.set(next, owner);
      return next;
    },
  },
  quote: {
    table: 'quote_v1.quotes',
    idField: 'quoteId',
    facts: {
      prepared: (value) => offered(value),
      revised: (value) => offered(value),
      approved: () => ({ by: 'bob' }),
      approval_refused: () => ({}),
      accepted: () => ({}),
      declined: () => ({ reason: 'price' }),
      reassigned: (value) => ({ owner: rep(value) }),
    },
    naive: (row, fact, value) => {
      if (fact === 'prepared' || fact === 'revised') return offer(value);
      if (fact === 'reassigned') return { ...row, owner: rep(value) };
      const status = { approved: 'offered', approval_refused: 'approval-refused' }[fact] ?? fact;
      return { ...row, status, reason: fact === 'declined' ? 'price' : null };
    },
  },
  order: {
    table: 'order_v1.sales_orders',
    idField: 'salesOrderId',
    facts: {
      placed: (value) => ({
        amount: cents(value),
        orderSource: 'sales',
        orderId: 'own',
        owner: 'ana',
        placedAt: onDay(0),
      }),
      refunded: (value) => ({ amount: cents(value), refundId: crypto.randomUUID() }),
      returned: () => ({ lines: [{ number: 1, quantity: '1' }] }),
      joined: (value) => ({ orderSource: 'shop', orderId: `A-${value}` }),
      cancelled: () => ({ reason: 'customer' }),
      reassigned: (value) => ({ owner: rep(value) }),
    },
    naive: (row, fact, value) => {
      if (fact === 'placed')
        return { status: 'placed', owner: 'ana', amount: cents(value), order_number: 'own', refunded: 0, returned: [] };
      if (fact === 'reassigned') return { ...row, owner: rep(value) };
      if (fact === 'refunded') return { ...row, refunded: Number(row['refunded']) + value };
      if (fact === 'joined') return { ...row, order_number: `A-${value}` };
      if (fact === 'cancelled') return { ...row, status: 'cancelled' };
      const [line] = row['returned'] as { quantity: string }[];
      return { ...row, returned: [{ number: 1, quantity: String(Number(line?.quantity ?? 0) + 1) }] };
    },
  },
};
