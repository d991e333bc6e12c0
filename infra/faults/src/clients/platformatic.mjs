// node platformatic.mjs <brokers> <topic> <event as JSON>: produces one structured CloudEvent with @platformatic/kafka.
import { Producer, stringSerializers } from '@platformatic/kafka';

const [brokers, topic, value] = process.argv.slice(2);
const producer = new Producer({
  clientId: 'till',
  bootstrapBrokers: brokers.split(','),
  serializers: stringSerializers,
});
const headers = new Map([['content-type', 'application/cloudevents+json']]);
await producer.send({ messages: [{ topic, value, headers }] });
await producer.close();
