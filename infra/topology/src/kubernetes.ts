import { createHash } from 'node:crypto';
import type { AppName } from '@touchstone/contracts';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service } from 'kubernetes-models/v1';
import { stringify } from 'yaml';
import { caddyfile } from './caddyfile';
import { appOf, apps, commandOf, drainMs, frontPort, type App, type Value } from './table';

const namespace = 'touchstone';
const labels = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'touchstone' });
const selector = (name: string) => ({ 'app.kubernetes.io/name': name });
const named = (name: string) => ({ name, namespace, labels: labels(name) });

const variable = (name: string, value: Value) => {
  if ('text' in value) return { name, value: value.text };
  if ('app' in value) return { name, value: `http://${value.app}:${appOf(value.app).port}` };
  return { name, valueFrom: { secretKeyRef: { name: 'touchstone', key: value.secret } } };
};
const optional = (name: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: 'touchstone', key: name, optional: true } },
});

const locked = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' as const },
};

const probes = (port: number) => ({
  startupProbe: { httpGet: { path: '/health/live', port }, periodSeconds: 2, failureThreshold: 60 },
  livenessProbe: { httpGet: { path: '/health/live', port }, periodSeconds: 10, failureThreshold: 6 },
  readinessProbe: { httpGet: { path: '/health/ready', port }, periodSeconds: 5, failureThreshold: 2 },
});

const containerOf = ({ name, port, environment, choices, memoryMb, nodeArgs }: App) => ({
  name,
  image: 'touchstone',
  command: commandOf({ name, nodeArgs }),
  ports: [{ name: 'http', containerPort: port }],
  env: [
    { name: 'HOST', value: '0.0.0.0' },
    { name: 'PORT', value: String(port) },
    { name: 'DRAIN_MS', value: String(drainMs) },
    ...choices.map(optional),
    ...Object.entries(environment).map(([variableName, value]) => variable(variableName, value)),
  ],
  resources: { requests: { cpu: '250m', memory: `${memoryMb / 2}Mi` }, limits: { memory: `${memoryMb}Mi` } },
  ...probes(port),
  securityContext: locked,
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
});

const deploymentOf = (app: App) =>
  new Deployment({
    metadata: named(app.name),
    spec: {
      // Where an autoscaler decides, a manifest that is applied again must not.
      ...(!app.scalesOn && { replicas: app.replicas.least }),
      selector: { matchLabels: selector(app.name) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: {
          labels: labels(app.name),
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(app.port) },
        },
        spec: {
          automountServiceAccountToken: false,
          // A service has 20 s to finish what it has in hand.
          terminationGracePeriodSeconds: 30,
          containers: [containerOf(app)],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  });

const serviceOf = (name: string, port: number) =>
  new Service({
    metadata: named(name),
    spec: { selector: selector(name), ports: [{ name: 'http', port, targetPort: port }] },
  });

const metricOf = (scalesOn: NonNullable<App['scalesOn']>) =>
  'cpuPercent' in scalesOn
    ? {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scalesOn.cpuPercent } },
      }
    : // The longest lag of any partition or slot: infra/observability/prometheus-adapter.yml.
      {
        type: 'External',
        external: { metric: { name: scalesOn.metric }, target: { type: 'Value', value: String(scalesOn.seconds) } },
      };

const scalingOf = ({ name, replicas, scalesOn }: App) =>
  scalesOn &&
  new HorizontalPodAutoscaler({
    metadata: named(name),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: replicas.least,
      maxReplicas: replicas.most,
      metrics: [metricOf(scalesOn)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  });

const oneAtATime = (name: string) =>
  new PodDisruptionBudget({
    metadata: named(name),
    spec: { maxUnavailable: 1, selector: { matchLabels: selector(name) } },
  });
const budgetOf = ({ name, replicas }: App) => (replicas.least > 1 ? oneAtATime(name) : undefined);

/** Who asks an app over HTTP: the front door, and the apps that have its address. */
const callersOf = (name: AppName): string[] => {
  const asks = (app: App) => Object.values(app.environment).some((value) => 'app' in value && value.app === name);
  return ['front', ...apps.filter(asks).map((app) => app.name)];
};
const from = (name: string) => ({ podSelector: { matchLabels: selector(name) } });
const monitoring = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } };

const policyOf = ({ name, port }: App) =>
  new NetworkPolicy({
    metadata: named(name),
    spec: {
      podSelector: { matchLabels: selector(name) },
      policyTypes: ['Ingress'],
      ingress: [{ from: [...callersOf(name).map(from), monitoring], ports: [{ port, protocol: 'TCP' }] }],
    },
  });

const nobody = new NetworkPolicy({
  metadata: { name: 'nobody-unless-named', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

// Its program carries the right to open low ports, and is not started without it.
const lockedFront = { ...locked, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } };
const emptyAt = { data: '/data', config: '/config', tmp: '/tmp' };

const front = [
  new ConfigMap({ metadata: named('front'), data: { Caddyfile: caddyfile() } }),
  new Deployment({
    metadata: named('front'),
    spec: {
      replicas: 2,
      selector: { matchLabels: selector('front') },
      template: {
        // Other routes are other pods: Caddy reads its file once.
        metadata: {
          labels: labels('front'),
          annotations: { 'touchstone/caddyfile': createHash('sha256').update(caddyfile()).digest('hex').slice(0, 16) },
        },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { fsGroup: locked.runAsUser },
          containers: [
            {
              name: 'front',
              image: 'caddy:2',
              ports: [{ name: 'http', containerPort: frontPort }],
              livenessProbe: { tcpSocket: { port: frontPort }, periodSeconds: 10, failureThreshold: 6 },
              readinessProbe: { tcpSocket: { port: frontPort }, periodSeconds: 5 },
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
              // Requests come on for as long as the cluster takes to hear that it leaves.
              lifecycle: { preStop: { exec: { command: ['sleep', String(drainMs / 1000)] } } },
              securityContext: lockedFront,
              volumeMounts: [
                { name: 'routes', mountPath: '/etc/caddy', readOnly: true },
                ...Object.entries(emptyAt).map(([name, mountPath]) => ({ name, mountPath })),
              ],
            },
          ],
          volumes: [
            { name: 'routes', configMap: { name: 'front' } },
            ...Object.keys(emptyAt).map((name) => ({ name, emptyDir: {} })),
          ],
        },
      },
    },
  }),
  serviceOf('front', frontPort),
  oneAtATime('front'),
  new NetworkPolicy({
    metadata: named('front'),
    spec: {
      podSelector: { matchLabels: selector('front') },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: frontPort, protocol: 'TCP' }] }],
    },
  }),
];

export interface Manifest {
  toJSON(): unknown;
  /** Throws where the schema of Kubernetes says no. */
  validate(): void;
}

const note = '# Generated from infra/topology by "npm run topology": change the table there.\n';

/** Manifests by file name. PostgreSQL, Kafka and the secret `touchstone` are the cluster's own. */
export const manifests = (): Record<string, readonly Manifest[]> => {
  const ofApp = (app: App) => [
    deploymentOf(app),
    serviceOf(app.name, app.port),
    scalingOf(app),
    budgetOf(app),
    policyOf(app),
  ];
  return {
    'namespace.yaml': [new Namespace({ metadata: { name: namespace } }), nobody],
    'front.yaml': front,
    ...Object.fromEntries(apps.map((app) => [`${app.name}.yaml`, ofApp(app).filter((each) => each !== undefined)])),
  };
};

/** What `kubectl apply --kustomize infra/kubernetes` applies; `kustomize edit set image` names the registry. */
export const kustomization = (): string =>
  note +
  stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: Object.keys(manifests()),
    images: [{ name: 'touchstone', newName: 'touchstone', newTag: 'latest' }],
  });

export const manifestText = (objects: readonly Manifest[]): string =>
  note +
  objects
    .map((object) => `---\n${stringify(object.toJSON(), { lineWidth: 0, aliasDuplicateObjects: false })}`)
    .join('');
