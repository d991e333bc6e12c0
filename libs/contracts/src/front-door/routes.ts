/** Apps behind the front door. */
export type AppName =
  'touchpoint-gateway' | 'customer-repository' | 'sales-automation' | 'projections' | 'query-api' | 'backup';

export interface FrontRoute {
  /** Undefined: services ask each other there, and Prometheus asks them directly; from outside it is 404. */
  readonly app: AppName | undefined;
  /** All of them unless told. */
  readonly methods?: readonly string[];
  /** `{id}` is one segment, `*` at the end the rest. */
  readonly paths: readonly string[];
}

/** Commands, and one record by its id, are the department's; lists, search and reports are left to query-api. */
const department = (app: AppName, area: string, records: readonly string[]): readonly FrontRoute[] => [
  { app, methods: ['POST', 'PUT', 'PATCH', 'DELETE'], paths: [`/${area}/*`] },
  { app, methods: ['GET', 'HEAD'], paths: records.map((record) => `/${area}/${record}`) },
];

const salesRecords = [
  '{kind}/{id}/owner',
  'accounts/{id}',
  'activities/{id}',
  'assignment-rules',
  'contacts/{id}',
  'handoffs/{id}',
  'leads/{id}',
  'opportunities/{id}',
  'orders/{id}',
  'pipelines/{id}',
  'price-lists/{id}',
  'products/{id}',
  'quotas/{id}',
  'quotes/{id}',
  'quotes/{id}/document',
  'rates/{id}',
  'reassignments/{id}',
  'tax-tables/{id}',
  'teams/{id}',
  'terms/{id}',
  'territories/{id}',
];

// SDKs that are given a host with a slash at its end send two.
const gatewayPaths = ['/v1/*', '//v1/*', '/api/s/*', '//api/s/*', '/events', '/events/', '/admin/*'];

const repositoryPaths = [
  '/repository/*',
  '/customers/merge',
  '/customers/{id}/split',
  '/customers/{id}/erasure',
  '/identity/cannot-link/*',
  '/identity/rules',
];

/** Which app answers behind the one address; the first that fits. Every front door follows this table. */
export const frontRoutes: readonly FrontRoute[] = [
  { app: undefined, paths: ['/internal/*', '/metrics'] },
  { app: 'backup', paths: ['/admin/backup/*'] },
  { app: 'touchpoint-gateway', paths: gatewayPaths },
  { app: 'customer-repository', paths: repositoryPaths },
  { app: 'projections', paths: ['/projections', '/projections/*'] },
  ...department('sales-automation', 'sales', salesRecords),
  { app: 'query-api', paths: ['/*'] },
];
