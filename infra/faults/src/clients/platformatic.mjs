// node platformatic.mjs <login as JSON> <topic> <records as JSON>: produces records of `headers` and `value` with @platformatic/kafka, by
// SCRAM over TLS. The login holds `brokers`, `ca` (PEM text), `username` and `password`.
import { Producer, stringSerializers } from '@platformatic/kafka';

const [login, topic, records] = process.argv.slice(2);
const { brokers, ca, username, password } = JSON.parse(login);
const producer = new Producer({
  clientId: 'till',
  bootstrapBrokers: brokers.split(','),
  tls: { ca: [ca] },
  sasl: { mechanism: 'SCRAM-SHA-512', username, password },
  serializers: stringSerializers,
  retries: 0,
});
const messages = JSON.parse(records).map(({ headers = {}, value }) => ({
  topic,
  value,
  headers: new Map(Object.entries(headers)),
}));
try {
  await producer.send({ messages });
} finally {
  await producer.close();
}
