import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnService } from './spawn-service';

describe('a spawned service', () => {
  let folder: string;
  const script = async (text: string) => {
    await writeFile(join(folder, 'service.js'), text);
    return join(folder, 'service.js');
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-spawn-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is ready at its line, sees its environment and dies by the signal', async () => {
    const path = await script(`console.log('listening as ' + process.env.NAME); setInterval(() => {}, 1000);`);
    const service = await spawnService(path, { env: { NAME: 'one' }, ready: /listening as (\w+)/ });
    expect(service.output()).toBe('listening as one\n');
    await expect(service.kill('SIGKILL')).resolves.toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is ready when its port answers', async () => {
    const path = await script(`require('node:net').createServer().listen(Number(process.argv[2]), '127.0.0.1')`);
    const service = await spawnService(path, { args: ['41987'], ready: 41987 });
    await service.kill();
  });

  it('shows its output when it ends too early', async () => {
    const path = await script(`console.error('no configuration'); process.exit(3);`);
    await expect(spawnService(path, { ready: /never/ })).rejects.toThrow(
      /ended before it was ready .*no configuration/s,
    );
  });
});
