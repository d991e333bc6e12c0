import type { IncomingMessage, ServerResponse } from 'node:http';
import { appFor, type AppName } from '@touchstone/contracts';
import { forward, notFound } from './forward';
import type { Replicas } from './replicas';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const healthOf = (groups: ReadonlyMap<AppName, Replicas>) => {
  const checks = [...groups.values()]
    .filter(({ wanted }) => wanted > 0)
    .map((group) => {
      const ready = group.all().filter(({ state }) => state === 'ready').length;
      return [group.app, { ok: ready > 0, ready }] as const;
    });
  return { ok: checks.every(([, { ok }]) => ok), checks: Object.fromEntries(checks) };
};

const answer = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));

/** One address for all apps: to the app that answers, there to the replicas by turns. */
export const frontDoor =
  (groups: ReadonlyMap<AppName, Replicas>): Handle =>
  (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?', 1)[0];
    if (path === '/health/live') return answer(response, 200, { status: 'live' });
    if (path === '/health/ready') {
      const { ok, checks } = healthOf(groups);
      return answer(response, ok ? 200 : 503, { status: ok ? 'ready' : 'not ready', checks });
    }
    const app = appFor(method, url);
    if (!app) return notFound(response);
    void forward(groups.get(app)?.inTurn() ?? [], request, response);
  };

/** The address of one app, as services ask each other: whichever replica answers. */
export const addressOf =
  (group: Replicas): Handle =>
  (request, response) =>
    void forward(group.inTurn(), request, response);
