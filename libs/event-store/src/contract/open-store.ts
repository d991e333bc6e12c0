import type { EventStore } from '../port';

/** Cases share one store, as tenants of a real one do; `close` also removes it. */
export type OpenStore = () => Promise<EventStore>;
export type Cases = (store: () => EventStore, promises: Promises) => void;

/** Where stores differ. */
export interface Promises {
  /** An id that lies in another stream is refused; otherwise ids are known within their stream only. */
  readonly idsAcrossStreams: boolean;
}
