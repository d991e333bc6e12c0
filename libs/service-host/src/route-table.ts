import findMyWay, { type HTTPMethod } from 'find-my-way';

export interface Route {
  readonly method: string;
  readonly path: string;
}

export interface RouteTable<Target> {
  find(method: string, url: string): Target | undefined;
  /** Methods that some route takes at this address. */
  methodsAt(url: string): string[];
}

const methods: HTTPMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Says who answers an address, by the patterns of Fastify. The first to claim a route keeps it. */
export const routeTable = <Target>(entries: readonly { route: Route; target: Target }[]): RouteTable<Target> => {
  const router = findMyWay({ ignoreTrailingSlash: false, maxParamLength: 1_000 });
  for (const { route, target } of entries) {
    const method = route.method as HTTPMethod;
    if (!router.hasRoute(method, route.path)) router.on(method, route.path, () => {}, target);
  }
  const find = (method: string, url: string) => router.find(method as HTTPMethod, url)?.store as Target | undefined;
  return { find, methodsAt: (url) => methods.filter((method) => router.find(method, url) !== null) };
};
