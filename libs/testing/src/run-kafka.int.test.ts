import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { eventually } from './eventually';
import { describeWithKafka } from './test-kafka';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

describeWithKafka('npm run kafka', () => {
  it('says where it listens, and leaves no broker behind when it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-kafka-'));
    const child = spawn(process.execPath, [join(__dirname, '../../../infra/kafka/dist/main.js')], {
      env: { ...process.env, KAFKA_DATA: folder, KAFKA_PORT: '0' },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    try {
      const listening = /KAFKA_BROKERS=127\.0\.0\.1:(\d+)/;
      await eventually(
        'it listens',
        () => output,
        (text) => listening.test(text),
      );
      const port = Number(listening.exec(output)?.[1]);
      expect(await answers(port)).toBe(true);
      child.kill('SIGKILL');
      await eventually(
        'the broker is gone',
        () => answers(port),
        (open) => !open,
      );
      expect(isAlive(child.pid as number)).toBe(false);
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  });
});
