/** What the server does wrong from now on; each count goes down as it happens. */
export interface Faults {
  /** Appends that take place and whose answer is lost: the connection breaks. */
  loseAnswers: number;
  /** Appends that fail before anything is written. */
  refuseAppends: number;
  /** Appends that are neither done nor answered. */
  hangAppends: number;
  /** Calls answered with "not leader", naming this very server as the leader. */
  notLeader: number;
  /** Reads and subscriptions that break after so many events. */
  breakReadsAfter: number | undefined;
  breakReads: number;
  /** Milliseconds before each append is answered. */
  slowMs: number;
  /** Reads of one stream carry no positions, as from an old server. */
  hidePositions: boolean;
}

export const noFaults = (): Faults => ({
  loseAnswers: 0,
  refuseAppends: 0,
  hangAppends: 0,
  notLeader: 0,
  breakReadsAfter: undefined,
  breakReads: 0,
  slowMs: 0,
  hidePositions: false,
});

/** True, and one less to come. */
export const happens = (
  faults: Faults,
  fault: 'loseAnswers' | 'refuseAppends' | 'hangAppends' | 'notLeader' | 'breakReads',
): boolean => {
  if (faults[fault] <= 0) return false;
  faults[fault]--;
  return true;
};
