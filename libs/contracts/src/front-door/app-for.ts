import { frontRoutes, type AppName } from './routes';

const literal = (text: string): string => text.replaceAll(/[.+?^$()|[\]\\]/g, '\\$&');
const alternative = (path: string): string =>
  literal(path)
    .replaceAll(/\{\w+\}/g, '[^/]+')
    .replace(/\*$/, '.*');

/** A regular expression, in what JavaScript and Go have in common, for any of the paths. */
export const patternOf = (paths: readonly string[]): string => `^(?:${paths.map(alternative).join('|')})$`;

const rules = frontRoutes.map(({ app, methods, paths }) => ({
  app,
  methods: methods && new Set(methods),
  pattern: new RegExp(patternOf(paths), 's'),
}));

/** As the services read it: what stays encoded there stays encoded here, so that no spelling of an inside path gets through. */
const pathOf = (url: string): string => {
  const path = url.split(/[?#]/, 1)[0] as string;
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
};

/** The app that answers a request; undefined where nobody does from outside. */
export const appFor = (method: string, url: string): AppName | undefined => {
  const path = pathOf(url);
  return rules.find((rule) => (rule.methods?.has(method) ?? true) && rule.pattern.test(path))?.app;
};
