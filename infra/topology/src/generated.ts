import { caddyfile } from './caddyfile';
import { composeFile } from './compose';
import { kustomization, manifests, manifestText } from './kubernetes';
import { prometheusFiles } from './prometheus';

/** Path from the root of the repository -> text of every file that is made from the table. */
export const generated = (): Record<string, string> => ({
  'docker-compose.yml': composeFile(),
  'infra/topology/Caddyfile': caddyfile(),
  ...prometheusFiles(),
  'infra/kubernetes/kustomization.yaml': kustomization(),
  ...Object.fromEntries(
    Object.entries(manifests()).map(([name, objects]) => [`infra/kubernetes/${name}`, manifestText(objects)]),
  ),
});
