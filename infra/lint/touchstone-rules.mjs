import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { relative, sep } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;
export const table = JSON.parse(readFileSync(new URL('import-table.json', import.meta.url), 'utf8'));

const roleEndings = Object.keys(table.roles).map((role) => `*.${role}.ts`);
const wiringEndings = table.wiring.map((name) => `*/${name}`);
const expand = (place) => (place === '<roles>' ? roleEndings : place === '<wiring>' ? wiringEndings : [place]);

// A place is a folder ("libs/") or the end of a file name ("*.tables.ts").
const lies = (file, place) => (place.startsWith('*') ? file.endsWith(place.slice(1)) : file.startsWith(place));
const named = (specifier, pattern) => {
  const expression = pattern.replace(/[.\\/]/g, '\\$&').replaceAll('*', '[^/]+');
  return new RegExp(pattern.startsWith('.') ? `^${expression}$` : `^${expression}(/|$)`).test(specifier);
};

/** Why this file may not import this package, or nothing. */
export const whyForbidden = (file, imported) => {
  const specifier = isBuiltin(imported) && !imported.startsWith('node:') ? `node:${imported}` : imported;
  const broken = table.packages.find(
    ({ packages, onlyIn }) =>
      packages.some((pattern) => named(specifier, pattern)) &&
      !onlyIn.flatMap(expand).some((place) => lies(file, place)),
  );
  if (!broken) return undefined;
  return `'${imported}' may be imported only in ${broken.onlyIn.join(', ') || 'no file'}. ${broken.instead}`;
};

const fileOf = (context) => relative(root, context.filename).split(sep).join('/');

const imports = {
  create(context) {
    const check = (node, source) => {
      const message = typeof source?.value === 'string' && whyForbidden(fileOf(context), source.value);
      if (message) context.report({ node, message });
    };
    const bySource = (node) => check(node, node.source);
    return {
      ImportDeclaration: bySource,
      ExportNamedDeclaration: bySource,
      ImportExpression: bySource,
      TSImportType: bySource,
      TSExternalModuleReference: (node) => check(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0]),
    };
  },
};

const testFileName = {
  create: (context) => ({
    Program(node) {
      const file = fileOf(context);
      if (!/\.(test|spec)\.[cm]?[jt]sx?$|__tests__/.test(file) || /\.(unit|int|e2e)\.test\.tsx?$/.test(file)) return;
      const message =
        'Jest runs only *.unit.test.ts (no I/O), *.int.test.ts (one real server) and *.e2e.test.ts (whole processes).';
      context.report({ node, message });
    },
  }),
};

export default { rules: { imports, 'test-file-name': testFileName } };
