// Compiles src to dist of the project in the current folder. One Node process with @swc/core inside starts faster than
// the swc command line, and the whole dist is replaced, so that no output outlives its source.
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const configFile = join(dirname(fileURLToPath(import.meta.url)), '../../.swcrc');
const fresh = `dist.${process.pid}.tmp`;

const compile = async (file) => {
  const target = join(fresh, relative('src', file));
  await mkdir(dirname(target), { recursive: true });
  if (!/\.[cm]?tsx?$/.test(file)) return cp(file, target);
  const script = target.replace(/\.tsx?$/, '.js');
  const { code, map } = await transformFile(file, {
    configFile,
    sourceFileName: relative(dirname(join('dist', relative('src', file))), file)
      .split(sep)
      .join('/'),
  });
  await writeFile(script, `${code}\n//# sourceMappingURL=${script.split(sep).pop()}.map\n`);
  await writeFile(`${script}.map`, map);
};

const entries = await readdir('src', { recursive: true, withFileTypes: true });
const sources = entries
  .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.d\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));
try {
  await mkdir(fresh, { recursive: true });
  await Promise.all(sources.map(compile));
  await rm('dist', { recursive: true, force: true });
  await rename(fresh, 'dist');
} finally {
  await rm(fresh, { recursive: true, force: true });
}
