import type { EventStore } from '../port';

/** Cases share one store, as tenants of a real one do; `close` also removes it. */
export type OpenStore = () => Promise<EventStore>;
export type Cases = (store: () => EventStore) => void;
