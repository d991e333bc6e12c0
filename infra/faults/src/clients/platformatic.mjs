// node platformatic.mjs <login as JSON> <topic> <event as JSON>: produces one structured CloudEvent with @platformatic/kafka, by
// SCRAM over TLS. The login holds `brokers`, `ca` (PEM text), `username` and `password`.
import { Producer, stringSerializers } from '@platformatic/kafka';

const [login, topic, value] = process.argv.slice(2);
const { brokers, ca, username, password } = JSON.parse(login);
const producer = new Producer({
  clientId: 'till',
  bootstrapBrokers: brokers.split(','),
  tls: { ca: [ca] },
  sasl: { mechanism: 'SCRAM-SHA-512', username, password },
  serializers: stringSerializers,
  retries: 0,
});
const headers = new Map([['content-type', 'application/cloudevents+json']]);
try {
  await producer.send({ messages: [{ topic, value, headers }] });
} finally {
  await producer.close();
}
