import { apps, frontPort, insideOnly, type App } from './table';

const order = (routes: readonly string[]): readonly string[] => [...routes].sort();

/** Most exact routes first: what several apps could take goes to the one that names it most exactly. */
const byExactness = (a: App, b: App): number => longest(b) - longest(a);
const longest = ({ routes }: App): number => Math.max(0, ...routes.map((route) => route.replaceAll('*', '').length));

const handle = (app: App): string => {
  const to = `reverse_proxy ${app.name}:${app.port} {\n\t\t\tlb_policy least_conn\n\t\t\tlb_try_duration 5s\n\t\t}`;
  if (app.routes.length === 0) return `\thandle {\n\t\t${to}\n\t}`;
  return `\t@${app.name} path ${order(app.routes).join(' ')}\n\thandle @${app.name} {\n\t\t${to}\n\t}`;
};

/**
 * The front door: one address, by path to the service that owns it. Services are reached inside only. `route` keeps the order as
 * written; without it Caddy would put `handle` before `respond`, and what is for inside only would be let through.
 */
export const caddyfile = (): string => {
  const routed = [...apps].sort(byExactness);
  return `# Generated from infra/topology by "npm run topology": change the table there.
:${frontPort} {
	route {
${insideOnly.map((path) => `\t\trespond ${path} 404`).join('\n')}
${routed.map(handle).join('\n').replace(/^/gm, '\t')}
	}
}
`;
};
