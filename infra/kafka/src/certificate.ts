import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  /** Path of a PKCS12 file with key and certificate. */
  readonly keystore: string;
  readonly password: string;
  /** PEM text that a client must trust. */
  readonly ca: string;
}

const alias = 'broker';
const names = 'SAN=dns:localhost,ip:127.0.0.1';

/** Makes a self-signed certificate for brokers on this machine, by the JDK's keytool; one that is there is used again. */
export const certificateIn = async (folder: string): Promise<Certificate> => {
  const files = {
    keystore: join(folder, 'broker.p12'),
    password: join(folder, 'password'),
    ca: join(folder, 'ca.pem'),
  };
  const found = await Promise.all([readFile(files.password, 'utf8'), readFile(files.ca, 'utf8')]).catch(
    () => undefined,
  );
  if (found) return { keystore: files.keystore, password: found[0], ca: found[1] };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  await writeFile(files.password, password, { mode: 0o600 });
  const store = ['-keystore', files.keystore, '-storetype', 'PKCS12', '-storepass:file', files.password];
  const key = ['-alias', alias, '-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '3650'];
  await run('keytool', ['-genkeypair', ...store, ...key, '-dname', 'CN=localhost', '-ext', names]);
  await run('keytool', ['-exportcert', ...store, '-alias', alias, '-rfc', '-file', files.ca]);
  return { keystore: files.keystore, password, ca: await readFile(files.ca, 'utf8') };
};
