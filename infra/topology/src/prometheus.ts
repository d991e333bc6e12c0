import { stringify } from 'yaml';
import { apps, frontPort, type App } from './table';

const note = '# Generated from infra/topology by "npm run topology": change the table there.\n';
const keyFile = '/etc/prometheus/touchstone-api-key';

const configOf = (what: string, scrapes: readonly object[]): string =>
  `${note}${what}\n${stringify(
    {
      global: { scrape_interval: '15s', evaluation_interval: '30s' },
      rule_files: ['rules/*.yml'],
      scrape_configs: scrapes,
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  )}`;

const authorization = { type: 'Bearer', credentials_file: keyFile };
const jobOf = ({ name }: App): string => `touchstone-${name}`;

/** Every address behind the name of an app is a replica of it. */
const byName = (app: App) => ({
  job_name: jobOf(app),
  authorization,
  dns_sd_configs: [{ names: [app.name], type: 'A', port: app.port, refresh_interval: '15s' }],
});

const label = (name: string): string => `__meta_kubernetes_pod_label_app_kubernetes_io_${name}`;
const byPod = (app: App) => ({
  job_name: jobOf(app),
  authorization,
  kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: ['touchstone'] } }],
  relabel_configs: [
    { source_labels: [label('name')], regex: app.name, action: 'keep' },
    { source_labels: ['__meta_kubernetes_pod_container_port_number'], regex: String(app.port), action: 'keep' },
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
  ],
});

const needsKey = `# ${keyFile} holds an API key of the role admin.`;

/**
 * For prometheus-adapter (its `externalRules`). The autoscaler adds up all series that it is given, and every replica tells the lag
 * of each topic or slot that it sees: the longest of them is the answer.
 */
const longest = apps.flatMap(({ scalesOn }) =>
  scalesOn && 'metric' in scalesOn
    ? {
        seriesQuery: scalesOn.metric,
        resources: { namespaced: false },
        metricsQuery: 'max(<<.Series>>{<<.LabelMatchers>>})',
      }
    : [],
);
const adapterFile = `${note}# Values of the chart prometheus-community/prometheus-adapter.\n${stringify(
  { rules: { default: false, external: longest } },
  { lineWidth: 0 },
)}`;

/** Path -> text. What Prometheus asks, in each way to run Touchstone. */
export const prometheusFiles = (): Readonly<Record<string, string>> => ({
  'infra/observability/prometheus.yml': configOf(
    `# For a Prometheus in the network of docker-compose.yml. ${needsKey.slice(2)}`,
    apps.map(byName),
  ),
  'infra/observability/prometheus.kubernetes.yml': configOf(
    `# For a Prometheus in the cluster, in the namespace monitoring. ${needsKey.slice(2)}`,
    apps.map(byPod),
  ),
  'infra/observability/prometheus-adapter.yml': adapterFile,
  'infra/observability/prometheus.local.yml': configOf(
    '# For a Prometheus on the machine that runs "npm start": it needs no key there.',
    [{ job_name: 'touchstone', static_configs: [{ targets: [`127.0.0.1:${frontPort}`] }] }],
  ),
});
