import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamicModule, Type } from '@nestjs/common';
import fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify';
import type { FreshnessToken, ServiceDiagnosis } from '@touchstone/contracts';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import type { ApiKeys } from './api-keys';
import { createLog, type Log } from './log';
import { describeProblems } from './describe-problems';
import { diagnose } from './diagnose';
import { documentRoutes } from './document.routes';
import { httpMetrics, processMetrics, serviceMetrics } from './metrics';
import { answerProblems, type TranslateError } from './answer-problems';
import { mountModule } from './nest-application';
import { observeRequests } from './observe-requests';
import { operationRoutes } from './operation.routes';
import { askReadiness, mergeReadiness, type Checks, type Readiness } from './readiness';
import { routeTable, type Route, type RouteTable } from './route-table';
import { telemetryOfProcess } from './telemetry';
import { openTracing, type Tracing } from './tracing';

export interface ServiceDefinition {
  readonly name: string;
  /** A Nest module, a Fastify plugin, or both. */
  readonly module?: Type | DynamicModule;
  readonly plugin?: FastifyPluginAsync | FastifyPluginCallback;
  /** Checked by requireRole and RequireRole; without it every key is refused. */
  readonly apiKeys?: ApiKeys;
  readonly readiness?: Checks;
  /** Pools by the name of their database: log, keys, read. What /internal/diagnosis tells about. */
  readonly databases?: Readonly<Record<string, Pool>>;
  /** What /internal/marks answers; with the events of a token when one was sent. */
  readonly marks?: (token?: FreshnessToken) => Promise<object>;
  /** Made by serviceMetrics(name), if the service counts things of its own. */
  readonly metrics?: Registry;
  readonly log?: Log;
  readonly tracing?: Tracing;
  /** What the service's own errors say to the caller; undefined leaves it to the general rules. */
  readonly translateError?: TranslateError;
  /** Bytes of an ordinary request body; 256 KiB unless told. A plugin may set another limit on its routes. */
  readonly bodyLimit?: number;
  /** OpenAPI document of the plugin's routes; that of a module is made from its controllers. */
  readonly openapi?: object;
  /** Adds to the document of the module what its controllers do not say. Called once, when the document is first asked for. */
  readonly completeOpenapi?: (made: object) => object;
  /** What /openapi.json answers; the document of its own routes unless told. */
  readonly served?: () => object;
  /** Frees what the service holds, after the last request was answered. */
  readonly close?: () => Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** Its own routes, without health, metrics and marks. */
  readonly routes: readonly Route[];
  handle(request: IncomingMessage, response: ServerResponse): void;
  readonly metrics: Registry;
  readiness(): Promise<Readiness>;
  diagnosis(): Promise<ServiceDiagnosis>;
  /** From now on it is not ready, and goes on answering. */
  leave(): void;
  marks?(token?: FreshnessToken): Promise<object>;
  readonly openapi?: object;
  /** Lets requests in hand finish, then frees everything. */
  close(): Promise<void>;
}

const createServer = (bodyLimit: number): FastifyInstance => {
  const server = fastify({
    bodyLimit,
    forceCloseConnections: false,
    return503OnClosing: false,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 1_000 },
  });
  server.removeContentTypeParser('text/plain');
  return server;
};

const collectRoutes = (server: FastifyInstance): Route[] => {
  const routes: Route[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) routes.push({ method: each, path: url });
  });
  return routes;
};

/** What a process that holds several services answers for all of them. */
export interface Behind {
  /** By the name of the service. */
  readonly readiness: () => Promise<Readonly<Record<string, Readiness>>>;
  readonly diagnoses: () => Promise<readonly ServiceDiagnosis[]>;
  readonly registries: readonly Registry[];
  readonly routes: readonly Route[];
  /** OpenAPI document of all of them. */
  readonly openapi?: () => object;
}

const stopping: Readiness = { ok: false, checks: { running: { ok: false, reason: 'it is being stopped' } } };
const nothingBehind: Behind = { readiness: async () => ({}), diagnoses: async () => [], registries: [], routes: [] };

const describedOnce = (make: () => object | undefined): (() => object | undefined) => {
  let document: object | undefined;
  return () => {
    if (document) return document;
    const made = make();
    return (document = made && describeProblems(made));
  };
};

/** Makes a service that answers requests handed to it; it listens nowhere by itself. */
export const hostService = async (definition: ServiceDefinition, behind = nothingBehind): Promise<RunningService> => {
  const { name, log = createLog(name), metrics = serviceMetrics(name), readiness = {}, marks } = definition;
  const tracing = definition.tracing ?? openTracing(log);
  const exported = telemetryOfProcess()?.metrics(name, metrics);
  const counted = httpMetrics(metrics);
  const server = createServer(definition.bodyLimit ?? 256 * 1024);
  server.decorate('apiKeys', definition.apiKeys);
  server.decorate('refused', counted.refused);
  const observed = observeRequests(server, { metrics: counted, tracing });
  const all = collectRoutes(server);
  const known: { routes?: RouteTable<Route> } = {};
  const methodsAt = (url: string) => known.routes?.methodsAt(url) ?? [];
  const answer = answerProblems({ log, methodsAt, translateError: definition.translateError });
  if (!definition.module) server.setErrorHandler(answer.error);
  let leaving = false;
  const askReady = async () => (leaving ? stopping : askReadiness(readiness));
  const askAll = async () => mergeReadiness({ '': await askReady(), ...(await behind.readiness()) });
  const registries = [metrics, ...behind.registries, processMetrics()];
  const askOwn = () => diagnose(name, definition.databases ?? {});
  const askEach = async () => ({ services: definition.databases ? [await askOwn()] : await behind.diagnoses() });
  const operating = operationRoutes({ readiness: askAll, registries, diagnosis: askEach, marks });
  // Each in a scope of its own, because Nest's error handler is set later, and routes that are there already do not see it.
  const register = (routes: ServiceDefinition['plugin']) =>
    server.register(async (scope) => {
      scope.setErrorHandler(answer.error);
      await scope.register(routes as FastifyPluginAsync);
    });
  const { module, completeOpenapi = (made) => made } = definition;
  const describe = describedOnce(() => (mounted ? completeOpenapi(mounted.openapi()) : definition.openapi));
  const described = behind.openapi ?? definition.served ?? (module || definition.openapi ? describe : undefined);
  await register(operating);
  await register(documentRoutes(described));
  const operations = all.length;
  if (definition.plugin) await register(definition.plugin);
  const mounted = module && (await mountModule(server, module, answer, log));
  if (!mounted) server.setNotFoundHandler(answer.notFound);
  await server.ready();
  known.routes = routeTable([...all, ...behind.routes].map((route) => ({ route, target: route })));
  const routes = all.slice(operations);
  return {
    name,
    routes,
    metrics,
    readiness: askReady,
    diagnosis: askOwn,
    leave: () => void (leaving = true),
    ...(marks && { marks }),
    handle: (request, response) => server.routing(request, response),
    get openapi() {
      return describe();
    },
    close: async () => {
      await observed.idle();
      await (mounted ?? server).close();
      await definition.close?.();
      await Promise.all([tracing.close(), exported?.close()]);
    },
  };
};
