/** Waits for a condition; the last thing seen stands in the message when it does not come. */
export const waitUntil = async <Seen>(
  what: string,
  look: () => Seen | Promise<Seen>,
  holds: (seen: Seen) => boolean,
  timeoutMs = 120_000,
): Promise<Seen> => {
  const began = performance.now();
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() - began > timeoutMs)
      throw new Error(`Not within ${timeoutMs} ms: ${what}; last seen: ${JSON.stringify(seen)?.slice(0, 2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
};
