import type { FreshnessToken } from '@touchstone/contracts';
import type { FastifyPluginAsync } from 'fastify';
import type { ApiKeys } from './api-keys';
import { hostService, type RunningService } from './host-service';
import type { Checks } from './readiness';
import { routeTable } from './route-table';

export interface MountOptions {
  readonly name: string;
  readonly apiKeys: ApiKeys;
  /** Routes of the process itself. */
  readonly plugin?: FastifyPluginAsync;
  readonly readiness?: Checks;
  /** OpenAPI document of all of them. */
  readonly openapi?: () => object;
}

/**
 * Puts several services behind one address: each request goes to the service whose route table names it. Who started
 * the services closes them, after this one.
 */
export const mountServices = async (
  services: readonly RunningService[],
  { name, apiKeys, plugin, readiness = {}, openapi }: MountOptions,
): Promise<RunningService> => {
  const marked = services.filter(({ marks }) => marks);
  const mergedMarks = async (token?: FreshnessToken): Promise<object> =>
    Object.assign({}, ...(await Promise.all(marked.map(({ marks }) => marks?.(token)))));
  const askServices = async () => {
    const asked = services.map(async (service) => [service.name, await service.readiness()] as const);
    return Object.fromEntries(await Promise.all(asked));
  };
  const own = {
    name,
    apiKeys,
    readiness,
    ...(plugin && { plugin }),
    ...(marked.length > 0 && { marks: mergedMarks }),
  };
  const edge = await hostService(own, {
    readiness: askServices,
    diagnoses: () => Promise.all(services.map((service) => service.diagnosis())),
    registries: services.map((service) => service.metrics),
    routes: services.flatMap((service) => service.routes),
    ...(openapi && { openapi }),
  });
  const table = routeTable(services.flatMap((target) => target.routes.map((route) => ({ route, target }))));
  return {
    ...edge,
    routes: [...edge.routes, ...services.flatMap(({ routes }) => routes)],
    handle: (request, response) =>
      (table.find(request.method ?? 'GET', request.url ?? '/') ?? edge).handle(request, response),
  };
};
