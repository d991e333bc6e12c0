import { setTimeout as sleep } from 'node:timers/promises';
import { excludeSystemEvents, type EventStoreDBClient } from '@eventstore/db-client';
import { WakeUps } from '../wake-ups';

const pauses = { first: 100, most: 5_000 };

/** Rings at each append, by whatever process. A hint only: when the server drops the subscription, it is made again, for ever. */
export class AppendBell {
  private readonly wakeUps = new WakeUps();
  private listening: Promise<void> | undefined;
  private subscription: { unsubscribe(): Promise<void> } | undefined;
  private closed = false;

  constructor(private readonly client: EventStoreDBClient) {}

  ring(): void {
    this.wakeUps.wake();
  }

  wait(ms: number, ended: AbortSignal): Promise<void> {
    if (!this.closed) this.listening ??= this.listen();
    return this.wakeUps.wait(ms, ended);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wakeUps.close();
    await this.subscription?.unsubscribe().catch(() => {});
    await this.listening;
  }

  private async listen(): Promise<void> {
    for (let pause = pauses.first; !this.closed; pause = Math.min(2 * pause, pauses.most)) {
      try {
        const subscription = this.client.subscribeToAll({ fromPosition: 'end', filter: excludeSystemEvents() });
        this.subscription = subscription;
        for await (const _ of subscription) {
          pause = pauses.first;
          this.ring();
          if (this.closed) return;
        }
      } catch {
        // Dropped as too slow, or the server is gone; followers poll meanwhile.
      }
      if (!this.closed) await sleep(pause, undefined, { ref: false });
    }
  }
}
