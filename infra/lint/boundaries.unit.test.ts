import table from './import-table.json';
import { lint, projectFolders, type Planted } from './planted';

type Case = Planted & { rule: string | undefined; says: RegExp };

const cases: Case[] = [];
const plant = (file: string, text: string) => ({
  isFine: () => cases.push({ file, text, rule: undefined, says: /^/ }),
  breaks: (rule: string, says = /^/) => cases.push({ file, text, rule, says }),
});

const boundary = '@nx/enforce-module-boundaries';
const imports = 'touchstone/imports';
const folders = projectFolders();
const mayImport = table.mayImport as Record<string, string[]>;
const others = (project: string) => Object.keys(folders).filter((name) => name !== project && name !== 'testing');

for (const [from, folder] of Object.entries(folders)) {
  for (const to of others(from)) {
    const planted = plant(`${folder}/src/planted.ts`, `import '@touchstone/${to}';`);
    if (mayImport[from]?.includes(to)) planted.isFine();
    else planted.breaks(boundary, /can only depend on|cannot depend on|Circular dependency/);
  }
}

const undeclared = /Only packages defined in the "package.json" can be imported/;
plant('libs/event-store/src/planted.ts', `import '../../contracts/src/index';`).breaks(boundary);
plant('libs/event-store/src/planted.ts', `import '@touchstone/event-store';`).breaks(boundary);
plant('libs/contracts/src/planted.ts', `import 'fastify';`).breaks(boundary, undeclared);

const everyForm = (name: string) => [
  `import '${name}';`,
  `import type { X } from '${name}'; export type Y = X;`,
  `export { x } from '${name}';`,
  `void import('${name}');`,
  `export type X = import('${name}').X;`,
];
const anAppFile = 'apps/projections/src/planted.tables.ts';
const aDecidingFile = 'apps/projections/src/planted.ts';

for (const { packages, onlyIn, instead } of table.packages) {
  const says = new RegExp(instead.replace(/[.*()]/g, '\\$&'));
  const names = packages.map((name) =>
    name
      .replace('@nestjs/*', '@nestjs/common')
      .replace('node:*', 'node:fs')
      .replace('@touchstone/*/*', '@touchstone/contracts/src/index'),
  );
  const places =
    onlyIn.includes('*.tables.ts') || onlyIn.includes('<roles>') ? [aDecidingFile] : [anAppFile, aDecidingFile];
  for (const name of names) {
    for (const file of places) for (const text of everyForm(name)) plant(file, text).breaks(imports, says);
  }
}

plant(aDecidingFile, `import 'fs/promises';`).breaks(imports, /A file that decides is pure/);
plant(aDecidingFile, `import 'pg/lib/client';`).breaks(imports, /a file named \*\.tables\.ts/);
plant('libs/event-bus/src/planted.ts', `import 'kafkajs';`).isFine();
plant('libs/event-store/src/planted.ts', `import '@eventstore/db-client';`).isFine();
plant(anAppFile, `import 'pg'; import 'typeorm'; import 'node:fs'; import '@nestjs/common';`).isFine();
plant(
  'apps/projections/src/planted.int.test.ts',
  `import 'pg'; import 'node:fs'; import '@touchstone/testing';`,
).isFine();
for (const role of Object.keys(table.roles))
  plant(`apps/projections/src/planted.${role}.ts`, `import 'node:fs';`).isFine();
for (const name of table.wiring) plant(`apps/projections/src/${name}`, `import '@nestjs/core';`).isFine();

plant('libs/embedded-postgres/src/server-log.ts', `import './server-process';`).breaks('import-x/no-cycle');

const lines = (count: number) => 'void 0;\n'.repeat(count);
const longFunction = `export const long = () => {\n${lines(60)}};\n`;
plant('libs/contracts/src/planted.ts', `export * from './other';`).breaks(
  'no-restricted-syntax',
  /index is a list of names/,
);
plant('libs/contracts/src/planted.ts', `export const x: any = 1;`).breaks('@typescript-eslint/no-explicit-any');
plant('libs/contracts/src/planted.ts', lines(251)).breaks('max-lines');
plant('libs/contracts/src/planted.ts', longFunction).breaks('max-lines-per-function');
plant('libs/contracts/src/planted.unit.test.ts', longFunction).isFine();
plant('libs/contracts/src/planted.test.ts', '').breaks('touchstone/test-file-name', /\*\.unit\.test\.ts/);
plant('libs/contracts/src/planted.spec.ts', '').breaks('touchstone/test-file-name');
plant('libs/event-bus/src/planted.ts', `export const port = process.env['PORT'];`).breaks(
  'no-restricted-syntax',
  /Read the environment once/,
);
plant('libs/service-host/src/read-config.ts', `export const port = process.env['PORT'];`).isFine();
plant('apps/cli/src/main.ts', `export const port = process.env['PORT'];`).isFine();

const found = lint(cases);

describe('the lint', () => {
  it.each(cases.map((planted, index) => ({ ...planted, index })))('$file: $text -> $rule', ({ rule, says, index }) => {
    // What may not be imported is not declared either; that is a second finding, planted on its own above.
    const findings = (found[index] ?? []).filter(({ message }) => rule === boundary || !undeclared.test(message));
    expect(findings).toEqual(rule ? [{ rule, message: expect.stringMatching(says) }] : []);
  });
});
