import { setTimeout as sleep } from 'node:timers/promises';
import { send, type Sent } from './sender';
import { tell } from './story';

export interface LanesOptions {
  readonly url: string;
  readonly writeKey: string;
  readonly sent: Sent;
  /** Begins the name of everybody in the load. */
  readonly name: string;
  readonly lanes: number;
  /** Between two requests of a lane, in ms. */
  readonly pauseMs: number;
}

export interface Lanes {
  /** Resolves when every lane has finished its story: all that was sent is acknowledged. */
  stop(): Promise<void>;
}

const batch = 4;

/** Load in which nobody's events overtake each other: a lane sends a request when the one before it is acknowledged. */
export const openLanes = ({ url, writeKey, sent, name, lanes, pauseMs }: LanesOptions): Lanes => {
  let stopped = false;
  const lane = async (number: number): Promise<void> => {
    for (let part = 0; part === 0 || !stopped; part++) {
      const events = tell({ name: `${name}-${number}-${part}`, people: 2, rounds: 1 });
      for (let from = 0; from < events.length; from += batch) {
        await send({ url, writeKey, sent, batch, atOnce: 1 }, events.slice(from, from + batch));
        await sleep(stopped ? 0 : pauseMs);
      }
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  running.catch(() => {}); // told by stop()
  return {
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
