import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError, runProcess } from '@touchstone/service-host';
import { frontPort } from '@touchstone/topology';
import { banner } from './banner';
import { replicasOf } from './replicas-wanted';
import { serveControl, tell } from './control';
import { startScaled } from './start-scaled';

const began = performance.now();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { env } = process;
const dataDir = resolve(env['TOUCHSTONE_DATA'] ?? '.touchstone-scaled');

const postgresOf = () => {
  const { LOG_DATABASE_URL: log, KEYS_DATABASE_URL: keys, READ_DATABASE_URL: read } = env;
  if (!log && !keys && !read) return undefined;
  if (log && keys && read) return { log, keys, read };
  throw new ConfigurationError(
    'LOG_DATABASE_URL, KEYS_DATABASE_URL and READ_DATABASE_URL belong together: set all, or none.',
  );
};

const portOf = (text = String(frontPort)): number => {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigurationError('PORT cannot be used: set it to a port, or to 0 for any that is free.');
};

const busOf = (name: string): 'kafka' | 'postgres' => {
  if (name === 'kafka' || name === 'postgres') return name;
  throw new ConfigurationError('--bus is kafka or postgres.');
};

const serve = async (args: string[]) => {
  const { values } = parseArgs({
    args,
    options: { replicas: { type: 'string', multiple: true }, bus: { type: 'string', default: 'kafka' } },
  });
  const postgres = postgresOf();
  const brokers = env['KAFKA_BROKERS'];
  const scaled = await startScaled({
    dataDir,
    port: portOf(env['PORT']),
    replicas: replicasOf(values.replicas ?? []),
    bus: busOf(values.bus),
    given: { ...(postgres && { postgres }), ...(brokers && { brokers }) },
    say,
  });
  const control = await serveControl(scaled, say);
  say(banner(scaled, performance.now() - began));
  return {
    close: async () => {
      say('Stopping...');
      await control.close();
      await scaled.stop();
    },
  };
};

const [command, ...args] = process.argv.slice(2);
const isTold = command === 'scale' || command === 'restart' || command === 'status';
runProcess(() => (isTold ? tell(dataDir, command, args, say) : serve(process.argv.slice(2))), { deadlineMs: 60_000 });
