/** Readers that wait for the next append; a hint only, because each of them also has a longest time to wait. */
export class WakeUps {
  private readonly waiting = new Set<() => void>();
  private closed = false;

  wake(): void {
    for (const go of this.waiting) go();
  }

  /** Until it wakes, the time is over, or the abort. */
  wait(ms: number, ended: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.waiting.delete(go);
        ended.removeEventListener('abort', go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      this.waiting.add(go);
      ended.addEventListener('abort', go, { once: true });
      if (ended.aborted || this.closed) go();
    });
  }

  /** Wakes everybody, and lets nobody wait any more. */
  close(): void {
    this.closed = true;
    this.wake();
  }
}
