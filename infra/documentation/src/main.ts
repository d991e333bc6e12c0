import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventPages, pagesFolder } from './event-pages/pages';
import { root } from './repository';

const write = async (): Promise<void> => {
  const folder = join(root, pagesFolder);
  const pages = eventPages();
  await mkdir(folder, { recursive: true });
  const gone = (await readdir(folder)).filter((name) => !pages.has(name));
  await Promise.all(gone.map((name) => rm(join(folder, name))));
  await Promise.all([...pages].map(([name, text]) => writeFile(join(folder, name), text)));
  process.stdout.write(`${pages.size} pages written to ${pagesFolder}\n`);
};

void write();
