import {
  reassignmentCompleted,
  reassignmentProgressed,
  reassignmentRequested,
  type ReassignmentEvent,
} from '@touchstone/contracts';
import type { Circumstances, StreamKind } from '../commands/stream-kind';

type Requested = Extract<ReassignmentEvent, { type: 'sales.reassignment.requested' }>['data'];
type Progressed = Extract<ReassignmentEvent, { type: 'sales.reassignment.progressed' }>['data'];
export type Refused = Progressed['refused'][number];
export type ReassignedRecord = Requested['records'][number];

export type Reassignment =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'running' | 'completed';
      readonly reassignmentId: string;
      readonly to: string;
      readonly by: string;
      readonly records: readonly ReassignedRecord[];
      readonly done: number;
      readonly refused: readonly Refused[];
    };

const evolve = (state: Reassignment, { type, data }: ReassignmentEvent): Reassignment => {
  if (type === 'sales.reassignment.requested') {
    const { reassignmentId, to, by, records } = data;
    return { status: 'running', reassignmentId, to, by, records, done: 0, refused: [] };
  }
  if (state.status === 'unknown') return state;
  switch (type) {
    case 'sales.reassignment.progressed':
      return { ...state, done: data.done, refused: [...state.refused, ...data.refused] };
    case 'sales.reassignment.completed':
      return { ...state, status: 'completed' };
  }
};

export const reassignments: StreamKind<Reassignment, ReassignmentEvent> = {
  category: 'reassignment',
  initial: { status: 'unknown' },
  evolve,
  ownerOf: () => undefined,
  concerned: () => [],
};

export interface RequestReassignment extends Circumstances {
  readonly reassignmentId: string;
  readonly to: string;
  readonly records: readonly ReassignedRecord[];
}
export const requestReassignment = (
  { reassignmentId, to, records, by, now }: RequestReassignment,
  state: Reassignment,
): ReassignmentEvent[] =>
  state.status === 'unknown'
    ? [reassignmentRequested({ reassignmentId, to, records: [...records], by, requestedAt: now })]
    : [];

/** Where a step ended. One that is repeated after a crash tells nothing that was told before. */
export const progress = (done: number, refused: readonly Refused[], state: Reassignment): ReassignmentEvent[] =>
  state.status === 'running' && done > state.done
    ? [reassignmentProgressed({ reassignmentId: state.reassignmentId, done, refused: [...refused] })]
    : [];

export const complete = (now: string, state: Reassignment): ReassignmentEvent[] =>
  state.status === 'running' && state.done === state.records.length
    ? [reassignmentCompleted({ reassignmentId: state.reassignmentId, completedAt: now })]
    : [];
