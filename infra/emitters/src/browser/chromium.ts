import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { extract } from 'tar-fs';

const packageFolder = join(dirname(require.resolve('@sparticuz/chromium')), '../..');
const packed = join(packageFolder, 'bin');

/** Why there is no browser on this machine; undefined where there is one. */
export const whyNoBrowser = (): string | undefined => {
  if (process.env['CHROME_PATH']) return undefined;
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(join(packed, 'chromium.br')))
    return undefined;
  return `No browser for ${process.platform} on ${process.arch} comes with npm: set CHROME_PATH to a Chrome or Chromium.`;
};

const inflated = async (name: string): Promise<Buffer> =>
  promisify(brotliDecompress)(await readFile(join(packed, name)));

const unpackInto = async (folder: string): Promise<void> => {
  await writeFile(join(folder, 'chromium'), await inflated('chromium.br'), { mode: 0o755 });
  // The libraries that a machine without a desktop lacks, and a font.
  for (const name of ['al2023', 'fonts'])
    await pipeline(Readable.from([await inflated(`${name}.tar.br`)]), extract(join(folder, name)));
};

/** The browser of the package, unpacked once. Whoever unpacks at the same time as others renames first or throws its copy away. */
const unpacked = async (): Promise<string> => {
  const cache = join(__dirname, '../../../../node_modules/.cache');
  const about = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(cache, `chromium-${about.version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const own = await mkdtemp(`${folder}-`);
  await unpackInto(own);
  await rename(own, folder).catch(async (error: unknown) => {
    await rm(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
};

const launchPacked = async (): Promise<Browser> => {
  const folder = await unpacked();
  const env = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
    FONTCONFIG_PATH: join(folder, 'fonts'),
  };
  return chromium.launch({ executablePath: join(folder, 'chromium'), args: ['--no-sandbox'], env });
};

/** A headless Chromium: the one at CHROME_PATH, else the one that `npm ci` brings for Linux on x64. Throws the reason of `whyNoBrowser`. */
export const launchBrowser = async (): Promise<Browser> => {
  const reason = whyNoBrowser();
  if (reason !== undefined) throw new Error(reason);
  const path = process.env['CHROME_PATH'];
  return path ? chromium.launch({ executablePath: path, args: ['--no-sandbox'] }) : launchPacked();
};
