import { resolve } from 'node:path';
import { startKafka } from './start-kafka';

const say = (line: string) => process.stdout.write(`${line}\n`);

const main = async () => {
  const nodes = process.argv.includes('--three') ? 3 : 1;
  const dataDir = resolve(process.env['KAFKA_DATA'] ?? '.touchstone/kafka');
  const port = Number(process.env['KAFKA_PORT'] ?? 9092);
  say(`Starting ${nodes === 1 ? 'a broker' : 'three brokers'} on ${dataDir}...`);
  const kafka = await startKafka({ dataDir, nodes, port });
  say(`Kafka listens: KAFKA_BROKERS=${kafka.brokers}`);
  say('Ctrl-C stops it; its data stays.');
  const stop = () => void kafka.stop().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
