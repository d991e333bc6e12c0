import { Agent, request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { eventually } from '@touchstone/testing';
import { hostService, type RunningService } from './host-service';
import { listen } from './listen';
import { sendLogsTo } from './log';

interface Got {
  readonly status: number;
  readonly connection: string | undefined;
}

describe('a service that is being stopped', () => {
  let service: RunningService;
  let waiting: (() => void)[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const get = (url: string, through: Agent | false = agent) =>
    new Promise<Got>((resolve, reject) => {
      const sent = request(url, { agent: through }, (response) => {
        response.resume().once('end', () => {
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
        });
      });
      sent.once('error', reject).end();
    });

  beforeEach(async () => {
    sendLogsTo({ write: () => {} });
    waiting = [];
    const plugin = async (server: FastifyInstance) => {
      server.get('/quick', async () => 'done');
      server.get('/slow', () => new Promise((resolve) => waiting.push(() => resolve('done'))));
    };
    service = await hostService({ name: 'leaving', plugin });
  });
  afterEach(async () => {
    agent.destroy();
    sendLogsTo(undefined);
    await service.close();
  });

  it('says so first, and answers on while its connections are asked to go', async () => {
    const { url, close } = await listen(service, 0, '127.0.0.1', { drainMs: 1_500 });
    expect(await get(`${url}/health/ready`)).toEqual({ status: 200, connection: 'keep-alive' });
    const closed = close();
    // The first on the connection that is open, the others on new ones.
    expect(await get(`${url}/quick`)).toEqual({ status: 200, connection: 'close' });
    expect(await get(`${url}/quick`)).toEqual({ status: 200, connection: 'close' });
    expect(await get(`${url}/health/ready`, false)).toEqual({ status: 503, connection: 'close' });
    await closed;
    await expect(get(`${url}/quick`)).rejects.toThrow('ECONNREFUSED');
  });

  it('finishes what it has in hand, and waits no longer', async () => {
    const { url, close } = await listen(service, 0);
    const slow = get(`${url}/slow`);
    await eventually(
      'it is in hand',
      () => waiting.length,
      (count) => count === 1,
    );
    const before = performance.now();
    const closed = close();
    await expect(get(`${url}/quick`, false)).rejects.toThrow('ECONNREFUSED');
    waiting[0]?.();
    expect(await slow).toMatchObject({ status: 200 });
    await closed;
    expect(performance.now() - before).toBeLessThan(60_000);
  });
});
