import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, spawnService, type Service } from '@touchstone/testing';

const root = resolve(__dirname, '../../..');
const program = join(root, 'infra/scaled/dist/main.js');
const one = 'touchpoint-gateway=1,customer-repository=1,projections=1,query-api=1,backup=0';

describe('npm run scaled', () => {
  let folder: string;
  let runner: Service;
  const env = () => ({ TOUCHSTONE_DATA: folder, PORT: '0', LEASE_MS: '1000' });
  const begin = async () => {
    const args = ['--bus', 'postgres', '--replicas', one];
    runner = await spawnService(program, { env: env(), args, ready: /Ctrl-C stops/, timeoutMs: 280_000 });
  };
  /** As another terminal does; answers what it prints. */
  const command = async (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const told = await spawnService(program, { env: env(), args });
    const { code } = await told.exited;
    return { code, output: told.output() };
  };
  const shown = async (): Promise<{ name: string; state: string; pid: number }[]> => {
    const { output } = await command('status');
    return [...output.matchAll(/^(\S+) +(.+?) +(\d+)  http/gm)].map(([, name = '', state = '', pid]) => ({
      name,
      state,
      pid: Number(pid),
    }));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-runner-'));
    await begin();
  });
  afterAll(async () => {
    await runner?.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('prints a first event that can be sent, and a question that finds it', async () => {
    const { url, writeKey, apiKey } = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8'));
    const output = runner.output();
    for (const said of [url, writeKey, apiKey]) expect(output).toContain(said);
    const [, batch = ''] = /-d '([^']+)'/.exec(output) ?? [];
    const [, question = ''] = /'(http[^']+customers[^']+)'/.exec(output) ?? [];
    const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
    expect((await fetch(`${url}/v1/batch`, { method: 'POST', headers, body: batch })).status).toBe(200);
    await eventually(
      'the customer is found',
      async () => (await fetch(question, { headers: { authorization: `Bearer ${apiKey}` } })).json(),
      (found) => (found as { items?: unknown[] }).items?.length === 1,
    );
  });

  it('answers one OpenAPI document, that of every service, as all-in-one does', async () => {
    const { url } = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8'));
    const file = join(root, 'apps/query-api/src/documents/front-door.openapi.json');
    expect(await (await fetch(`${url}/openapi.json`)).json()).toEqual(JSON.parse(await readFile(file, 'utf8')));
  });

  it('does what the README says while it runs', async () => {
    const text = await readFile(join(root, 'README.md'), 'utf8');
    const told = [...text.matchAll(/^npm run scaled -- (.+)$/gm)].map(([, words = '']) => words.split(' '));
    expect(told.map(([first]) => first)).toEqual(['scale', 'restart', 'status']);
    const before = await shown();
    for (const words of told) expect(await command(...words)).toMatchObject({ code: 0 });
    const after = await shown();
    expect(after.filter(({ name }) => name.startsWith('projections-')).map(({ state }) => state)).toEqual(
      Array.from({ length: 4 }, () => 'ready'),
    );
    const queryApi = (all: typeof after) =>
      all.filter(({ name }) => name.startsWith('query-api')).map(({ pid }) => pid);
    expect(queryApi(after)).toHaveLength(1);
    expect(queryApi(after)).not.toEqual(queryApi(before));
    await command('scale', 'projections=1');
  });

  it('says what it does not understand', async () => {
    expect(await command('scale', 'projection=4')).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no app projection: name one of touchpoint-gateway,'),
    });
    expect(await command('scale', 'projections=many')).toMatchObject({
      code: 1,
      output: expect.stringContaining('write it as projections=4'),
    });
  });

  it('starts again what dies and says so; a second one on the same data is refused; the end is orderly', async () => {
    const victim = (await shown()).find(({ name }) => name === 'touchpoint-gateway-1');
    process.kill(victim?.pid as number, 'SIGKILL');
    await eventually(
      'another process has its place',
      shown,
      (all) => all.some(({ name, state, pid }) => name === victim?.name && state === 'ready' && pid !== victim.pid),
      { pauseMs: 500 },
    );
    expect(runner.output()).toContain('touchpoint-gateway-1 ended (SIGKILL) and is started again in 0.1 s.');
    const second = await spawnService(program, { env: env(), args: ['--bus', 'postgres'] });
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output()).toContain('is already served by process');
    const last = await shown();
    expect(await runner.kill('SIGINT')).toEqual({ code: 0, signal: null });
    for (const { pid } of last) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await command('status')).toMatchObject({ code: 1, output: expect.stringContaining('Nothing runs scaled') });
  });
});
