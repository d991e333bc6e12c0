import type { IncomingMessage, ServerResponse } from 'node:http';
import { apps, insideOnly, type AppName } from '@touchstone/topology';
import findMyWay from 'find-my-way';
import { forward, notFound } from './forward';
import type { Replicas } from './replicas';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** The table writes `*` for one segment, and at the end for the rest. */
const pattern = (route: string): string => route.replaceAll('/*/', '/:segment/');

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

/** One address for all apps: by path to the app that owns it, there to the replicas by turns. */
export const frontDoor = (groups: ReadonlyMap<AppName, Replicas>): Handle => {
  const to = (name: AppName) => (request: IncomingMessage, response: ServerResponse) =>
    void forward(groups.get(name)?.inTurn() ?? [], request, response);
  const router = findMyWay({ maxParamLength: 1_000 });
  router.all('/health/live', (_, response) => answer(response as ServerResponse, 200, { status: 'live' }));
  router.all('/health/ready', (_, response) => {
    const { ok, checks } = healthOf(groups);
    answer(response as ServerResponse, ok ? 200 : 503, { status: ok ? 'ready' : 'not ready', checks });
  });
  for (const path of insideOnly) router.all(path, (_, response) => notFound(response as ServerResponse));
  for (const { name, routes } of apps)
    for (const route of routes.length > 0 ? routes : ['/*']) router.all(pattern(route), to(name) as never);
  return (request, response) => void router.lookup(request, response);
};

/** The address of one app, as services ask each other: whichever replica answers. */
export const addressOf =
  (group: Replicas): Handle =>
  (request, response) =>
    void forward(group.inTurn(), request, response);
