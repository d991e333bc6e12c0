/** What has to happen for a point to be reached. */
export type Trigger = 'load' | 'merge' | 'erasure' | 'department';

export interface CrashRow {
  readonly point: string;
  readonly means: string;
  readonly by: Trigger;
}

/** Every place where the product can be killed between two durable steps. A test kills a real process at each of them. */
export const crashTable: readonly CrashRow[] = [
  { point: 'gateway.sealed', means: 'keys are made, nothing is on the bus', by: 'load' },
  { point: 'gateway.published', means: 'durable on the bus, not yet acknowledged', by: 'load' },
  { point: 'inbox.received', means: 'a worker has a chunk, before the commit of its claims', by: 'load' },
  { point: 'inbox.claimed', means: 'claims are committed, nothing is appended', by: 'load' },
  { point: 'inbox.appended', means: 'facts are in their streams, before the commit of marks and receipts', by: 'load' },
  { point: 'inbox.marked', means: 'marks are committed, before the commit to the bus', by: 'load' },
  { point: 'resolver.decided', means: 'a page is decided, nothing is written', by: 'load' },
  { point: 'resolver.intended', means: 'the page is written down, no decision is in the log', by: 'load' },
  { point: 'resolver.appended', means: 'decisions are in the log, pairs and checkpoint are not', by: 'load' },
  { point: 'resolver.before-commit', means: 'pairs and checkpoint are written, not committed', by: 'load' },
  { point: 'resolver.committed', means: 'pairs and checkpoint are committed', by: 'load' },
  { point: 'customer-profile.before-commit', means: 'rows and checkpoint are written, not committed', by: 'load' },
  { point: 'customer-profile.committed', means: 'rows and checkpoint are committed', by: 'load' },
  { point: 'customer-timeline.before-commit', means: 'rows and checkpoint are written, not committed', by: 'load' },
  { point: 'customer-timeline.committed', means: 'rows and checkpoint are committed', by: 'load' },
  { point: 'customer-identity.before-commit', means: 'rows and checkpoint are written, not committed', by: 'load' },
  { point: 'customer-identity.committed', means: 'rows and checkpoint are committed', by: 'load' },
  { point: 'instruction.appended', means: 'a merge is in the log, not decided, not answered', by: 'merge' },
  { point: 'erasure.requested', means: 'the request is in the log, every key still lives', by: 'erasure' },
  { point: 'erasure.keys-destroyed', means: 'keys are gone, the log does not say so yet', by: 'erasure' },
  { point: 'erasure.recorded', means: 'keys are gone and the log says so, not answered', by: 'erasure' },
  // Killed at by a department's own tests: apps/all-in-one/src/sales.e2e.test.ts, and reassignment.e2e.test.ts of sales.
  { point: 'command.recorded', means: 'facts and answer are kept together, the answer is not given', by: 'department' },
  { point: 'command.claimed', means: 'the request is taken, nothing is decided', by: 'department' },
  { point: 'command.appended', means: 'facts are in the log, the answer is not kept', by: 'department' },
  { point: 'command.answered', means: 'the answer is kept, not given', by: 'department' },
  { point: 'reassignment.moved', means: 'a record has its new owner, its step is not told', by: 'department' },
];
