import { frontRoutes, patternOf, type FrontRoute } from '@touchstone/contracts';
import { appOf, frontPort } from './table';

const matcher = (name: string, { methods, paths }: FrontRoute): string =>
  [`@${name} {`, ...(methods ? [`\tmethod ${methods.join(' ')}`] : []), `\tpath_regexp ${patternOf(paths)}`, '}'].join(
    '\n',
  );

const answered = ({ app }: FrontRoute, name: string): string => {
  if (!app) return `respond @${name} 404`;
  const to = `reverse_proxy ${app}:${appOf(app).port}`;
  return `handle @${name} {\n\t${to} {\n\t\tlb_policy least_conn\n\t\tlb_try_duration 5s\n\t}\n}`;
};

const rule = (route: FrontRoute): string => {
  const name = [route.app ?? 'nobody', ...(route.methods ?? []).slice(0, 1)].join('-').toLowerCase();
  return `${matcher(name, route)}\n${answered(route, name)}`;
};

/**
 * The front door: one address, by method and path to the app that answers. `route` keeps the order as written; without it Caddy
 * would put `handle` before `respond`, and what is for inside only would be let through.
 */
export const caddyfile = (): string =>
  `# Generated from infra/topology by "npm run topology": change frontRoutes of libs/contracts there.
:${frontPort} {
	route {
${frontRoutes.map(rule).join('\n').replace(/^/gm, '\t\t')}
	}
}
`;
