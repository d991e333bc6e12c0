import { setTimeout as sleep } from 'node:timers/promises';
import { encodeToken, headers as names } from '@touchstone/contracts';
import type { Log } from '@touchstone/service-host';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ageMs, levelOf, type Level, type StoreLevel } from './age';
import { isKnownStore, storeOf, type Owners } from './owners';
import { preferredWaitMs } from './prefer-wait';
import { badToken, notYet, parked } from './problems';
import { readToken } from './read-token';
import { waitFor } from './wait-for';

export interface Freshness {
  /** Waits if the request asks for it, then says in the headers how old the answer is. Throws problems. */
  arrange(request: FastifyRequest, reply: FastifyReply, projections: readonly string[]): void | Promise<void>;
  close(): Promise<void>;
}

export interface FreshnessOptions {
  readonly log: Log;
  /** How often the owners are asked, ms. */
  readonly everyMs?: number;
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** Of the store that these read models follow. */
const levelBehind = (level: Level, projections: readonly string[]): StoreLevel =>
  level.departments[storeOf(projections)] ?? level;

const keepWaiting = async (
  text: string,
  prefer: string | undefined,
  projections: readonly string[],
  owners: Owners,
) => {
  const token = readToken(text);
  const known = (store: string) => isKnownStore(store, owners);
  if (!token || !Object.keys(token.stores ?? {}).every(known)) throw badToken();
  const allowedMs = preferredWaitMs(prefer);
  const ended = new AbortController();
  const { signal } = ended;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const patience = { now: Date.now, pause, deadline: Date.now() + allowedMs, expired: pause(allowedMs) };
  const waited = await waitFor(token, projections, owners, patience).finally(() => ended.abort());
  if (waited.status === 'stopped') throw parked(waited.ids);
  if (waited.status === 'late') throw notYet(waited.stage, waited.answers);
};

/** Asks the owners again and again in the background, so that no answer waits for them. */
export const keepFresh = (owners: Owners, { log, everyMs = 500 }: FreshnessOptions): Freshness => {
  const stopped = new AbortController();
  let level: Level | undefined;
  let positions = new Map<string, string>();
  let isSilent = false;

  const ask = async () => {
    try {
      const [repository, projections] = await Promise.all([owners.repository(), owners.projections()]);
      level = levelOf(repository, projections);
      positions = new Map();
      isSilent = false;
    } catch (error) {
      if (!isSilent) log.warn({ err: error }, 'the owners of the marks do not answer; the age of answers grows');
      isSilent = true;
    }
  };
  const positionOf = (projections: readonly string[], { positions: reached }: StoreLevel): string => {
    const name = projections.join();
    const encoded = positions.get(name);
    if (encoded !== undefined) return encoded;
    const lowest = projections.map((projection) => reached[projection] ?? '').reduce((a, b) => (b < a ? b : a));
    const token = encodeToken({ stores: { [storeOf(projections)]: lowest } });
    positions.set(name, token);
    return token;
  };
  const tell = (reply: FastifyReply, projections: readonly string[]): void => {
    const of = level && levelBehind(level, projections);
    if (of?.at !== undefined) reply.header(names.age, ageMs(of.at, Date.now()));
    if (of) reply.header(names.position, positionOf(projections, of));
  };
  const loop = async () => {
    while (!stopped.signal.aborted) {
      await ask();
      await sleep(everyMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
    }
  };
  const running = loop();

  const arrange = async (
    text: string,
    request: FastifyRequest,
    reply: FastifyReply,
    projections: readonly string[],
  ) => {
    await keepWaiting(text, one(request.headers['prefer']), projections, owners);
    await ask();
    tell(reply, projections);
  };
  return {
    arrange: (request, reply, projections) => {
      const text = one(request.headers[names.waitFor]);
      return text === undefined ? tell(reply, projections) : arrange(text, request, reply, projections);
    },
    close: async () => {
      stopped.abort();
      await running;
    },
  };
};
