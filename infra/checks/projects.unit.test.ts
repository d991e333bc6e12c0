import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import table from '../lint/import-table.json';
import { projectFolders, root } from '../lint/planted';

const read = (folder: string, file: string) => JSON.parse(readFileSync(join(root, folder, file), 'utf8')) as unknown;

describe.each(Object.entries(projectFolders()))('%s', (name, folder) => {
  it('has a row in the import table, both tags and a build', () => {
    expect(Object.keys(table.mayImport)).toContain(name);
    expect(read(folder, 'project.json')).toMatchObject({
      name,
      tags: [expect.stringMatching(`^type:(${Object.keys(table.types).join('|')})$`), `scope:${name}`],
      targets: { build: {} },
    });
  });

  it('is a private package that is named after its folder', () => {
    expect(read(folder, 'package.json')).toMatchObject({
      name: `@touchstone/${name}`,
      private: true,
      main: 'dist/index.js',
      types: 'src/index.ts',
    });
  });

  it('names exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = read(folder, 'package.json') as Record<
      string,
      Record<string, string>
    >;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([dependency, version]) => !(dependency.startsWith('@touchstone/') ? version === '*' : /^\d/.test(version)),
    );
    expect(loose).toEqual([]);
  });
});
