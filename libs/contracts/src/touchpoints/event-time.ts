const tolerance = 60_000;

/**
 * When a touchpoint happened, in ms since the epoch. The emitter's clock is corrected by (receivedAt - sentAt) only
 * where the two differ by more than 60 s, never for an import. Fixed at first acceptance, because SDKs change sentAt.
 */
export const eventTime = (times: {
  timestamp?: number;
  sentAt?: number;
  receivedAt: number;
  imported?: boolean;
}): number => {
  const { timestamp, sentAt, receivedAt, imported = false } = times;
  if (timestamp === undefined) return receivedAt;
  if (imported || sentAt === undefined) return timestamp;
  const skew = receivedAt - sentAt;
  return Math.abs(skew) > tolerance ? timestamp + skew : timestamp;
};
