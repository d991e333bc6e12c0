export interface LoadLimit {
  /** False when what is in hand already leaves no room. */
  enter(bytes: number): boolean;
  leave(bytes: number): void;
}

/** Bounds the memory of requests in hand; one request alone is always let in. */
export const loadLimit = (maxBytes: number, maxRequests: number): LoadLimit => {
  let held = 0;
  let requests = 0;
  return {
    enter: (bytes) => {
      if (requests > 0 && (held + bytes > maxBytes || requests >= maxRequests)) return false;
      held += bytes;
      requests += 1;
      return true;
    },
    leave: (bytes) => {
      held -= bytes;
      requests -= 1;
    },
  };
};
