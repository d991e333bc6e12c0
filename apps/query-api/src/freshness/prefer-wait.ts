export const longestWaitMs = 5_000;

/** Milliseconds that the `Prefer: wait=<seconds>` header (RFC 7240) allows; what cannot be read is no preference. */
export const preferredWaitMs = (prefer: string | undefined): number => {
  const seconds = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[;,]|$)/i.exec(prefer ?? '')?.[1];
  return seconds === undefined ? longestWaitMs : Math.min(Number(seconds) * 1000, longestWaitMs);
};
