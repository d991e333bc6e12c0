import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventually } from '@touchstone/testing';
import { pauseServer } from './product/processes';
import { plantPoison } from './product/plant';
import { Product } from './product/product';

const program = resolve(__dirname, '../../../apps/cli/dist/main.js');

interface Said {
  readonly code: number;
  readonly out: string;
}

describe('touchstone doctor', () => {
  let product: Product;
  const doctor = (...nodeArgs: string[]): Promise<Said> =>
    new Promise((done) =>
      execFile(process.execPath, [...nodeArgs, program, 'doctor', '--data', product.dataDir], (error, out, err) =>
        done({ code: error ? Number(error.code) : 0, out: out + err }),
      ),
    );
  const says = (what: string, text: RegExp): Promise<Said> => eventually(what, doctor, ({ out }) => text.test(out));

  beforeAll(async () => {
    product = await Product.prepare();
    await product.start();
  });
  afterAll(() => product.remove());

  it('finds nothing where all is well', async () => {
    const { code, out } = await says('all is well', /All is well\./);
    expect(code).toBe(0);
    expect(out).toMatch(/^projections +\d+\.\d+\.\d+ .* log \d+\/\d+, keys \d+\/\d+, read \d+\/\d+$/m);
    expect(out).toMatch(/^keeps read models +since +slots\n\S+\/\d+\/\S+ +\S+ +[1-9]\d*$/m);
  });

  it('finds a clock that is an hour ahead', async () => {
    const ahead = join(product.dataDir, 'an-hour-ahead.cjs');
    await writeFile(ahead, 'const now = Date.now; Date.now = () => now() + 3_600_000;');
    const { code, out } = await doctor('--require', ahead);
    expect(out).toMatch(
      /WARNING {2}The clock of this machine is 3\d{3}\.\d s ahead of that of Touchstone\.\n {2}-> .*timedatectl/,
    );
    expect(code).toBe(3);
  });

  it('finds what is parked and what was refused, with the command that shows it', async () => {
    await plantPoison(product, '0123456789abcdef0123456789abcdef');
    await product.request('/v1/batch', {
      headers: { authorization: `Basic ${Buffer.from(`${product.writeKey}:`).toString('base64')}` },
      body: { batch: [{ type: 'track', userId: 'ann', messageId: 'no-name' }] },
    });
    const { code, out } = await says('both are found', /1 events are parked.*1 events are refused/s);
    expect(code).toBe(3);
    expect(out).toContain('dead-letters list --kind parked');
    expect(out).toContain('dead-letters list --kind rejection');
  });

  it('finds a database that does not answer, in each service that needs it', async () => {
    const resume = await pauseServer(product.dataDir, 'read');
    try {
      const { code, out } = await says('it is found', /ERROR {2}projections cannot use the database read/);
      expect(code).toBe(2);
      expect(out).toMatch(
        /ERROR {2}query-api cannot use the database read \(no answer in 2 s\)\.\n {2}-> Start its server/,
      );
      expect(out).not.toMatch(/cannot use the database log/);
    } finally {
      resume();
    }
    await says('it is well again', /^(?!.*cannot use)/s);
  });
});
